"""Pages of organisations: the own one, service points and appointments, and the public finder."""
