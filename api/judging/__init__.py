"""What rules make of footage, and what they have done about it."""
