"""What is served over HTTP beside Slack's requests."""
