"""Pages of warranty: registering a car, plans and their drafts, rights of buyers."""
