"""Every read of estimates, settlements, rates and payments."""
