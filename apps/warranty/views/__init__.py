"""Pages of warranty: registering a car, terms of manufacturers, rights of buyers."""
