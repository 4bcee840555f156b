"""Stretches of time in a source, for a person."""

from collections.abc import Sequence

from pipeline.history.analysis import Unseen


def spans(stretches: Sequence[Unseen]) -> str:
    """In seconds of the source's clock: `3.2–5.1 s, 9.0–9.4 s`."""
    return ", ".join(f"{each.from_us / 1e6:.1f}–{each.to_us / 1e6:.1f} s" for each in stretches)
