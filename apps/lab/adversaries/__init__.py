"""Manufacturers with a known truth that hide their misses: are they found, and how soon?"""
