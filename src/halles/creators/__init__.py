"""Profiles that post: handles, languages, the official one of a shop."""
