"""Real input: public VINs, complaints, case histories and parts demand, through the same services as the pages."""
