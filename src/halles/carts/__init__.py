"""Quotes: what a purchase costs now, tax and delivery included."""
