"""What moves: people, vehicles, bicycles, animals, trees. Local axes: x ahead, y to the left, z up, metres."""
