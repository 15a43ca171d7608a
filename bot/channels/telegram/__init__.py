"""The Telegram channel: the same conversations, the same advisors, in Telegram's own manner. The only place that imports ``telegram``.

An update changes only the database: what it says is in a conversation, and what is to be sent is in the outbox, before Telegram is told
that the update has arrived. Sending is a thing of its own (``outbox``), so that neither side waits for or fails with the other.
"""
