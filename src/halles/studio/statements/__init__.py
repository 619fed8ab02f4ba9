"""Statements of a month on paper and as a table, for shops and creators."""
