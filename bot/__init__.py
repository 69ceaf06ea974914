"""What the bot knows, decides and says."""

VERSION = "0.1.0"
"""The program's; a test holds it to pyproject.toml."""
