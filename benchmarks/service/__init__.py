"""How quickly the service answers, at a million events."""
