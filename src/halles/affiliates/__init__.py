"""Creators who sell for others: plans and rates, touches, the attribution of each line sold, and commissions."""
