"""Live cameras measured: many at once, broken in every way, for hours, killed, and beside files."""
