"""Labelled crops: where they come from, how they are parted, drawn and varied."""
