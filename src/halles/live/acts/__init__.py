"""The acts of a show: offers, giveaways that anyone can check, polls and coupons, and the chain that records them."""
