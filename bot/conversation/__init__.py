"""Conversations with people: who speaks in them, what was said, and who answers the next message."""
