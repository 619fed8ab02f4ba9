"""Order groups, one order per seller, lines frozen at sale, cancellations and refunds."""
