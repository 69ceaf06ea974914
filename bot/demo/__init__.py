"""The demo: the bot beside the local workspace, with people, channels and a shop whose data breaks."""
