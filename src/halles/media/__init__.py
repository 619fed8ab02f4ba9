"""Uploads, what is made of them, and where a player finds it."""
