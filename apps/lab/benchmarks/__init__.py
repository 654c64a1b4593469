"""Benchmarks: each measures the program against a floor of the same run, and checks that both say the same."""
