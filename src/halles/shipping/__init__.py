"""Where a shop ships, for how much, and when it arrives."""
