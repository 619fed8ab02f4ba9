"""One file per command; each has `register(commands)`, and imports Django only when it runs."""
