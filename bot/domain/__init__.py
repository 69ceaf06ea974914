"""Words and rules of data incidents: standard library only, frozen dataclasses, no clock, no I/O."""
