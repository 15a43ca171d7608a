"""What the desk learns from its conversations over a stretch of days: what people asked in vain, topics, ratings, waits and cases."""
