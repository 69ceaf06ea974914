"""Buttons and forms: one file a conversation, found by itself."""
