"""Filters for pages that name goods."""
