"""The commands of `vedette`, one a file."""
