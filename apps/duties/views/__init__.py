"""Pages of rules and calendars."""
