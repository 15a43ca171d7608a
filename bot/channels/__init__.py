"""The ways by which people reach the assistant. Each speaks with ``bot.conversation``; none knows the database or Rasa."""
