"""Measures how right and how fast vedette is. Needs a checkout; no part of the program."""
