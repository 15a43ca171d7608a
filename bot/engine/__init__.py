"""What decides the bot's words: the trained Rasa assistant, behind one interface with two ways of reaching it."""
