"""A shop's goods as a table that a spreadsheet opens: written out, and read back in."""
