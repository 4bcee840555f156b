"""The conditions of rules while a camera is watched: one module for each kind."""
