"""Rooms of many listeners: frames built once, ticks, bounded listeners. No Django, no database, no HTTP in here."""
