"""What differs by market or law, as data: currency, languages, tax, return law, deadlines, payment methods."""
