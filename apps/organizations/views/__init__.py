"""Pages of organisations: keys and switching, service points, and the public finder."""
