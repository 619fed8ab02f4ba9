"""Flash deals, price drops, coupons and the prices promised to one person: exact under a rush, by the database."""
