"""One decoded picture, from which the rest of the pipeline takes luma and crops."""
