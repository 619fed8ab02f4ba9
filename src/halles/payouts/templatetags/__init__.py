"""Filters for pages about payouts."""
