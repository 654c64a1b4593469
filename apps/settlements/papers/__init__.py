"""What is printed of a repair: job card, hand-back protocol, estimate and the letter of a decision."""
