"""Real processes, really killed: what simulated time shows is shown once more by the machine itself."""
