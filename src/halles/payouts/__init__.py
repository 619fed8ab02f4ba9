"""A seller's money: held until delivery and the market's days, then available, explained line by line."""
