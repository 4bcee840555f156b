"""Networks in the forms in which they are kept and served."""
