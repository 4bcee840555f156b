"""Networks and the loop in which they learn."""
