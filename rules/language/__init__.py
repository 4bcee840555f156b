"""What people write: YAML, checked line by line, becomes the plan that the engine judges by."""
