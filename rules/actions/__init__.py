"""What a rule does: requests inside, and targets outside that an alert is sent to."""
