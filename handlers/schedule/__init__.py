"""What the clock brings: one file a job, found by itself."""
