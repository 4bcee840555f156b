"""Watches many cameras at once: keeps them connected, shares the cores among them, tells what it sees."""
