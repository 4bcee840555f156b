"""From pictures to tracks: background, motion, tracking, crops and the vote over their classes."""
