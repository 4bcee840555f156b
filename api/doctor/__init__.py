"""Looks at the cameras of a configuration, and says what would be better."""
