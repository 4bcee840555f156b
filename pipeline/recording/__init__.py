"""Clips on disk: packets copied as they came, never encoded anew; how long they stay, if they are whole."""
