"""Teaching a trained network one's own cameras."""
