"""Scores of found events, boxes and masks against ground truth."""
