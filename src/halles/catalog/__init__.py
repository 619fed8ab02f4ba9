"""Products with their origin, variants, photos, and every public price ever shown."""
