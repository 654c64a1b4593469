"""The demo of a first start: a fictional industry, and a few people whose stories every desk can show."""
