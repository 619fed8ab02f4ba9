"""Where a shop ships, for how much, when it arrives, and where it can be collected."""
