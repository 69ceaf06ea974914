"""What people do, one story a file: found by themselves, and run with every fault at every point."""
