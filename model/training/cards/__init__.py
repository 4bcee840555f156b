"""What a training gave, told to people."""
