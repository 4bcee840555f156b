"""Pictures drawn with matplotlib from what the history knows."""
