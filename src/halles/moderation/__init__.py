"""Reports, decisions with reasons, checks of texts, and what every member of staff did."""
