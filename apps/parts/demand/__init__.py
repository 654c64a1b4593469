"""What a workshop will need of a part, and how much of it to keep. Pure: numbers in, numbers out."""
