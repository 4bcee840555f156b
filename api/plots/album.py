"""All plots of a history, drawn chapter by chapter: the whole of it, then each camera."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from matplotlib.figure import Figure

from api.plots.canvas import save_figure
from api.plots.counts import Count, draw_counts
from api.plots.gallery import draw_gallery
from api.plots.heat_map import draw_heat_map
from api.plots.scene import scene_of
from api.plots.showcase import best_tiles
from api.plots.time_axis import TimeAxis
from api.plots.timeline import draw_timeline
from pipeline.history.history import History
from pipeline.history.query import EventQuery
from pipeline.values import Event

MAX_EVENTS = 10_000
"""The newest are drawn: neither more bars nor more paths could be told apart."""

MAX_CAMERAS = 12
"""The busiest cameras get a chapter: a report is to be read. `--camera` gives any other."""

MAX_TILES = 24


@dataclass(frozen=True, slots=True)
class Plot:
    """One plot, saved."""

    title: str
    svg: Path
    png: Path
    is_photographic: bool
    """True if it shows pictures of the camera, which are no lines."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """The plots of one subject."""

    title: str
    plots: tuple[Plot, ...]


class Album:
    """Draws what a history holds into a folder."""

    def __init__(self, history: History, query: EventQuery, folder: Path) -> None:
        self._history = history
        self._query = query
        self._folder = folder
        self._events = tuple(history.events(query, MAX_EVENTS, newest_first=True))
        busiest = Counter(event.camera for event in self._events).most_common()
        self._cameras = [camera for camera, _ in busiest]

    def __len__(self) -> int:
        """How many chapters there are."""
        return len(self._cameras[:MAX_CAMERAS]) + (len(self._cameras) > 1)

    def chapters(self) -> Iterator[Chapter]:
        """Draw and save chapter by chapter: all cameras together if there are several, then each.

        Raises:
            OSError: The folder cannot be written.
        """
        if len(self._cameras) > 1:
            yield self._together()
        for number, camera in enumerate(self._cameras[:MAX_CAMERAS], 1):
            yield self._alone(number, camera)

    def remark(self) -> str:
        """What the report leaves out, and how to see it; empty if nothing."""
        total = self._history.count(self._query)
        left_out = []
        if total > len(self._events):
            events = f"the newest {MAX_EVENTS:,} of {total:,} events"
            left_out.append(f"Drawn are {events}: --since and --until choose others.")
        if len(self._cameras) > MAX_CAMERAS:
            cameras = f"the {MAX_CAMERAS} busiest of {len(self._cameras)} cameras"
            left_out.append(f"Shown are {cameras}: --camera NAME shows any other.")
        return " ".join(left_out)

    def _together(self) -> Chapter:
        title = "All cameras"
        plots = (
            *self._timelines("all", title, self._events, lambda event: event.camera),
            *self._counts("all", title, self._events, self._query),
            self._gallery("all", title, self._events),
        )
        return Chapter(title, plots)

    def _alone(self, number: int, camera: str) -> Chapter:
        name = re.sub(r"[^\w-]+", "-", camera)[:40]
        stem = f"{number:02}-{name}"
        events = tuple(event for event in self._events if event.camera == camera)
        plots = (
            *self._timelines(stem, camera, events, lambda event: event.label),
            *self._counts(stem, camera, events, replace(self._query, camera=camera)),
            *self._heat_maps(stem, camera, events),
            self._gallery(stem, camera, events),
        )
        return Chapter(camera, plots)

    def _timelines(
        self, stem: str, subject: str, events: Sequence[Event], row_of: Callable[[Event], str]
    ) -> Iterator[Plot]:
        """One of the events whose time is known, one of the others, as far as there are any."""
        for name, some in _by_knowledge_of_time("timeline", events):
            title = f"Events over time: {subject}"
            yield self._saved(draw_timeline(some, title, row_of), f"{stem}-{name}", title)

    def _counts(self, stem: str, subject: str, events: Sequence[Event], query: EventQuery) -> Iterator[Plot]:
        """One of all events of known time, drawn or not, by the hour; one of the others that are drawn."""
        for name, some in _by_knowledge_of_time("counts", events):
            time = TimeAxis.of(some)
            counts = [Count(time.seconds(event)[0], event.label) for event in some]
            if time.is_wall_clock:
                hours = self._history.hourly_counts(query)
                counts = [Count(h.hour_us / 1e6, h.label, h.count) for h in hours if h.hour_us is not None]
            yield self._saved(draw_counts(counts, time, subject), f"{stem}-{name}", f"Counts: {subject}")

    def _heat_maps(self, stem: str, camera: str, events: Sequence[Event]) -> Iterator[Plot]:
        """One, if there is a still picture of the camera."""
        scene = scene_of(camera, self._history.sources(), self._history.folder)
        if scene is not None:
            figure = draw_heat_map(scene.still, scene.paths(events), camera)
            yield self._saved(figure, f"{stem}-heat-map", f"Where things go: {camera}", is_photographic=True)

    def _gallery(self, stem: str, subject: str, events: Sequence[Event]) -> Plot:
        tiles = best_tiles(events, self._history.folder, MAX_TILES)
        title = f"Best pictures: {subject}"
        figure = draw_gallery(tiles, title, f"{len(tiles)} of {len(events)} events")
        return self._saved(figure, f"{stem}-gallery", title, is_photographic=True)

    def _saved(self, figure: Figure, stem: str, title: str, *, is_photographic: bool = False) -> Plot:
        return Plot(title, *save_figure(figure, self._folder / stem), is_photographic)


def _by_knowledge_of_time(name: str, events: Sequence[Event]) -> list[tuple[str, Sequence[Event]]]:
    """The events of known time and the others, as far as there are any, each with the name of its plot."""
    timed = [event for event in events if event.recorded_us is not None]
    others = [event for event in events if event.recorded_us is None]
    return [(key, some) for key, some in ((name, timed), (f"{name}-in-file", others)) if some]
