"""How it looks: domain objects and facts in, Block Kit out; pure."""
