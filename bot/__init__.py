"""What the bot knows, decides and says."""
