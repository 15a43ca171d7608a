"""Rasa's custom actions: each reads the conversation, calls one function of ``bot``, and names the key of a reply. No prose here."""
