"""What moves: people, vehicles, bicycles, animals, leaves. Axes: x ahead, y to the left, z up; metres."""
