"""The ways in: commands, buttons, forms, events, alerts, the clock and the web."""
