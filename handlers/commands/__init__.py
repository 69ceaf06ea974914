"""/data-incident …: one file a subcommand, found by itself."""
