"""Pages of vehicles: one car, lists of staff, exports on record, the public VIN check."""
