"""Every fault at every point: the whole bot beside the workspace in one thread, in simulated time."""
