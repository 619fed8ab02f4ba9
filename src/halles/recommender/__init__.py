"""The feed as named steps: candidates, filters, scorer, mixer, each item with its true reasons."""
