"""Stock levels and reservations: never below zero, by constraint."""
