"""Follows, likes, comments, saved things, and what a person does not want to see."""
