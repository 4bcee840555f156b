"""The history as rules know it: what they judge of it, and what they add to it."""
