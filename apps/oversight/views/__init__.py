"""Pages of the regulator's desk and of the manufacturer's own view, one file a theme."""
