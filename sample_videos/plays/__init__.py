"""What happens in each clip: who comes, where to and when, and what the lamps do."""
