"""What Slack tells by itself: one file an event, found by itself."""
