"""Fictional industry with known truth: manufacturers, dealers, owners, claims, orders and their clocks."""
