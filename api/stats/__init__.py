"""What many events tell together, computed when somebody asks."""
