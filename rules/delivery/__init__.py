"""How alerts get to their targets: a queue on disk that survives restarts, and who works it off."""
