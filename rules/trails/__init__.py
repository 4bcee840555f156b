"""What is known of each track while it lives: where it stands, what it crosses, how it moves."""
