"""The acts of the play, in order; each is one part of the journey."""
