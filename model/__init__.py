"""Crop in, probabilities out: the CNN, how it is trained and how it is served. Knows arrays only."""
