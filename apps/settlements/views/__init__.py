"""Pages of estimates, settlements, payments, rates and rules."""
