"""The ways out: what waits in the outbox reaches people, once and in order."""
