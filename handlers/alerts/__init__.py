"""What monitors send: one file for each source, found by itself."""
