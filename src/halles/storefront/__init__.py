"""What a customer sees: the feed, the sheet over it, paying, orders, and the pages of products, shops and creators."""
