"""What may be done with invitations, memberships and appointments: three tables, read by services, pages and docs."""

from . import appointments, invitations, memberships

__all__ = ["appointments", "invitations", "memberships"]
