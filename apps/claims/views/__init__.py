"""Pages of claims: the owner's, the workshop's and those of everybody who may look."""
