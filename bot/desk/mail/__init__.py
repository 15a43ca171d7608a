"""E-mail to advisors: written into an outbox in the transaction of what they are told of, and sent from there until the server has it.

A mail carries nothing that a person wrote: a reference, our own title of the topic, and a link behind the sign-in. That it can't be sent
never undoes a case.
"""
