"""The numbers of the hall: four GMVs, the way to them and their proof by the books, each figure with its definition."""
