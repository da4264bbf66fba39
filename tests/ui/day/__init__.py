"""A clerk's day in the real window on a real X display."""
