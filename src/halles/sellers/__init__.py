"""Shops: who stands behind them, their papers, their people, whether they may sell."""
