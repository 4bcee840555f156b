"""Where it moves: the fixed parts of each scene."""
