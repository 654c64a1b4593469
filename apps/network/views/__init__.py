"""Pages of members, invitations and appointments, and of the organisations that a person acts for."""
