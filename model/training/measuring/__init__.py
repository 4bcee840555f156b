"""How right a network is, and how sure it may be."""
