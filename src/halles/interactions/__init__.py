"""What was shown and done: append-only, by month, and the signed token that says where a sale came from."""
