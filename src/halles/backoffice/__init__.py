"""The staff's work lists: what waits for a person, and everything looked up but never edited."""
