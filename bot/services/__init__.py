"""What the bot does: one function a use case, on an open transaction; none of them commits."""
