"""Choosing the events that a gallery shows: the best of every label."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice, zip_longest
from pathlib import Path

from api.plots.canvas import shortened
from api.plots.gallery import Tile
from api.plots.palette import in_order
from api.plots.scene import read_rgb
from api.plots.time_axis import TimeAxis, offset_text
from pipeline.values import Event


def best_tiles(events: Iterable[Event], folder: Path, limit: int) -> list[Tile]:
    """Choose at most `limit` events that have a picture, by turns the surest of each label.

    Args:
        events: In any order.
        folder: The history's, to which snapshots are relative.
        limit: How many fit.

    Returns:
        By label, the surest first.
    """
    tiles = list(islice(_tiles(_by_turns(events), folder), limit))
    order = in_order(tile.label for tile in tiles)
    return sorted(tiles, key=lambda tile: (order.index(tile.label), -tile.score))


def _by_turns(events: Iterable[Event]) -> Iterator[Event]:
    """The surest event of each label, then the second of each, and so on."""
    by_label: dict[str, list[Event]] = {}
    for event in sorted(events, key=lambda event: (-event.score, event.id)):
        by_label.setdefault(event.label, []).append(event)
    for turn in zip_longest(*by_label.values()):
        yield from (event for event in turn if event is not None)


def _tiles(events: Iterable[Event], folder: Path) -> Iterator[Tile]:
    for event in events:
        image = read_rgb(folder / event.snapshot) if event.snapshot else None
        if image is not None:
            caption = f"{shortened(event.camera, 14)}  {_time_text(event)}"
            yield Tile(image, event.label, event.score, caption)


def _time_text(event: Event) -> str:
    time = TimeAxis.of([event])
    start_s, _ = time.seconds(event)
    return (
        f"{datetime.fromtimestamp(start_s, UTC):%-d %b %H:%M}" if time.is_wall_clock else offset_text(start_s)
    )
