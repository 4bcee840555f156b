"""Camera pixels in, small values out, and their storage."""
