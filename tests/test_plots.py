"""The plots: what they show of the events they are given."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from api.plots.canvas import MAX_NAME_LENGTH, save_figure, shortened
from api.plots.counts import MIN_BARS, Count, draw_counts
from api.plots.gallery import Tile, draw_gallery
from api.plots.heat_map import GRID_WIDTH, draw_heat_map, path_density
from api.plots.palette import GROUP_COLOURS, NO_GROUP_COLOUR, in_order, label_colour
from api.plots.showcase import best_tiles
from api.plots.time_axis import TimeAxis, offset_text
from api.plots.timeline import MAX_LANES, MAX_ROWS, MIN_SHARE, draw_timeline
from pipeline.values import Box, Event, PathPoint

if TYPE_CHECKING:
    from matplotlib.container import BarContainer

NOON_US = 1_795_435_200_000_000
"""2026-11-23 12:00 UTC."""


def event(start_s: float, end_s: float, label: str = "person", **changes: object) -> Event:
    path = (PathPoint(int(start_s * 1e6), 10, 20), PathPoint(int(end_s * 1e6), 30, 40))
    made = Event(
        f"event{start_s:08.1f}", "yard", "yard.mp4", label, 0.9,
        int(start_s * 1e6), int(end_s * 1e6), NOON_US, Box(0, 0, 10, 20), path, (), {label: 0.9}, "model",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]  # the tests name real fields


def timeline(events: Sequence[Event], row_of: Callable[[Event], str] = lambda event: event.label) -> Figure:
    return draw_timeline(events, "yard", row_of)


def bars(figure: Figure) -> list[list[tuple[float, float, float]]]:
    """Left, right and top of each bar, row by row; times in seconds."""
    rows = [row for row in figure.axes[0].collections if isinstance(row, PolyCollection)]
    boxes = [[outline.get_extents() for outline in row.get_paths()] for row in rows]
    return [[(86_400 * box.x0, 86_400 * box.x1, box.y0) for box in row] for row in boxes]


def row_names(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].get_yticklabels()]


def time_name(figure: Figure) -> str:
    return figure.axes[0].get_xlabel()


def test_bar_lasts_as_long_as_its_event() -> None:
    ((left, right, _),) = bars(timeline([event(60, 90)]))[0]
    assert left == pytest.approx(NOON_US / 1e6 + 60, abs=1e-3)
    assert right - left == pytest.approx(30, abs=1e-3)


def test_events_at_the_same_time_stand_in_lanes_below_each_other() -> None:
    tops = [top for _, _, top in bars(timeline([event(0, 10), event(5, 15), event(12, 20)]))[0]]
    assert tops[0] == tops[2] < tops[1]


def test_crowd_takes_no_more_lanes_than_fit() -> None:
    crowd = [event(number, 100) for number in range(3 * MAX_LANES)]
    assert len({top for _, _, top in bars(timeline(crowd))[0]}) == MAX_LANES


def test_short_event_in_a_long_day_stays_visible() -> None:
    short, long = bars(timeline([event(0, 1), event(80_000, 86_400)]))[0]
    assert short[1] - short[0] >= MIN_SHARE * 86_400 * 0.999
    assert long[1] - long[0] == pytest.approx(6400, abs=1)


def test_busiest_row_comes_first() -> None:
    figure = timeline([event(0, 1, "car"), event(2, 3), event(4, 5)])
    assert row_names(figure) == ["person  (2)", "car  (1)"]


def test_timeline_says_how_many_rows_it_leaves_out() -> None:
    events = [event(number, number + 1, camera=f"camera {number}") for number in range(MAX_ROWS + 3)]
    figure = timeline(events, lambda event: event.camera)
    assert len(row_names(figure)) == MAX_ROWS
    assert figure.axes[0].get_title("right") == "not shown: 3 quieter rows, 3 events"


def test_time_in_the_file_is_shown_where_the_recording_time_is_unknown() -> None:
    figure = timeline([event(60, 90, recorded_us=None), event(95, 99)])
    assert time_name(figure) == "time since the start of the file (recording time unknown)"
    assert bars(figure)[0][0][0] == pytest.approx(60, abs=1e-3)


def test_wall_clock_names_its_days_and_zone() -> None:
    assert time_name(timeline([event(60, 90)])) == "23 November 2026, UTC"
    figure = timeline([event(60, 90), event(43_300, 43_310)])
    assert time_name(figure) == "23 November 2026 to 24 November 2026, UTC"


def test_ticks_of_a_brief_time_name_the_hour() -> None:
    figure = timeline([event(60, 64)])
    figure.draw_without_rendering()
    assert "12:01:02" in [tick.get_text() for tick in figure.axes[0].get_xticklabels()]


def test_hour_before_midnight_is_of_its_own_day() -> None:
    figure = draw_counts([Count(NOON_US / 1e6 + 11 * 3600, "car")], WALL_CLOCK, "yard")
    assert time_name(figure) == "23 November 2026, UTC"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (59.6, "1:00"), (125, "2:05"), (3725, "1:02:05"), (90_000, "25:00:00")]
)
def test_offset_reads_as_a_player_shows_it(seconds: float, text: str) -> None:
    assert offset_text(seconds) == text


WALL_CLOCK, IN_FILE = TimeAxis(is_wall_clock=True), TimeAxis(is_wall_clock=False)


def columns(figure: Figure) -> list[Rectangle]:
    return [bar for group in figure.axes[0].containers for bar in cast("BarContainer", group)]


def test_labels_of_one_hour_are_stacked() -> None:
    figure = draw_counts([Count(0, "person", 2), Count(0, "car", 3), Count(7200, "car")], WALL_CLOCK, "yard")
    assert [(round(bar.get_x() * 24), bar.get_y(), bar.get_height()) for bar in columns(figure)] == [
        (0, 0, 2),
        (0, 2, 3),
        (2, 0, 1),
    ]
    assert figure.axes[0].get_title("left") == "Events per hour: yard"


@pytest.mark.parametrize(
    ("time", "span_s", "name"),
    [
        (IN_FILE, 30, "10 seconds"),
        (IN_FILE, 3600, "minute"),
        (WALL_CLOCK, 30, "hour"),
        (WALL_CLOCK, 100 * 3600, "hour"),
        (WALL_CLOCK, 30 * 86_400, "day"),
        (WALL_CLOCK, 365 * 86_400, "week"),
        (WALL_CLOCK, 200 * 365 * 86_400, "365 days"),
    ],
)
def test_long_times_are_counted_in_longer_bars(time: TimeAxis, span_s: float, name: str) -> None:
    figure = draw_counts([Count(0, "car", 4), Count(span_s, "car", 5)], time, "yard")
    assert figure.axes[0].get_title("left") == f"Events per {name}: yard"
    assert sum(bar.get_height() for bar in columns(figure)) == 9


def test_single_hour_does_not_fill_the_plot() -> None:
    figure = draw_counts([Count(3600, "car")], WALL_CLOCK, "yard")
    low, high = figure.axes[0].get_xlim()
    assert (high - low) * 24 >= MIN_BARS


STRAIGHT = np.array([[0.1, 0.5], [0.9, 0.5]])


def test_path_warms_what_it_passes_and_nothing_else() -> None:
    density = path_density(0.5, [STRAIGHT])
    assert density.shape == (GRID_WIDTH // 2, GRID_WIDTH)
    assert density[80, 160] == pytest.approx(1, abs=0.1)
    assert density[20].max() == 0


def test_lingering_counts_as_one_pass() -> None:
    lingering = np.concatenate([STRAIGHT[:1], np.repeat([[0.5, 0.5]], 500, axis=0), STRAIGHT[1:]])
    assert path_density(1, [lingering]).max() == pytest.approx(path_density(1, [STRAIGHT]).max(), abs=0.01)


def test_crossing_of_two_paths_is_warmest() -> None:
    density = path_density(1, [STRAIGHT, STRAIGHT[:, ::-1]])
    assert np.unravel_index(density.argmax(), density.shape) == pytest.approx((160, 160), abs=4)


def test_path_of_one_point_is_seen() -> None:
    assert path_density(1, [np.array([[0.5, 0.5]])]).max() > 0.5


def test_group_keeps_its_hue_and_its_labels_stay_apart() -> None:
    assert label_colour("person") == GROUP_COLOURS["person"]
    assert len({label_colour(label) for label in ("car", "van", "truck", "bus", "pickup", "taxi")}) == 6
    assert label_colour("unknown") == label_colour("dragon") == NO_GROUP_COLOUR


def test_labels_are_ordered_by_group() -> None:
    assert in_order(["dog", "unknown", "bus", "person", "car", "dog"]) == [
        "person",
        "car",
        "bus",
        "dog",
        "unknown",
    ]


def test_long_name_keeps_both_ends() -> None:
    assert shortened("yard") == "yard"
    cut = shortened("a" * 50 + "b" * 50)
    assert len(cut) == MAX_NAME_LENGTH
    assert (cut[0], cut[-1]) == ("a", "b")


def tile(label: str = "person") -> Tile:
    return Tile(np.full((40, 20, 3), 90, np.uint8), label, 0.93, "yard  0:02")


def test_gallery_names_what_it_shows() -> None:
    figure = draw_gallery([tile("person"), tile("car")], "Best", "2 of 9 events")
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts == ["person  0.93", "yard  0:02", "car  0.93", "yard  0:02"]
    assert len(figure.axes[0].get_images()) == 2
    assert figure.axes[0].get_title("right") == "2 of 9 events"


def test_gallery_shows_the_surest_of_each_label_by_turns(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "it.jpg"), np.zeros((8, 8, 3), np.uint8))
    cars = [event(number, number + 1, "car", score=0.99, snapshot="it.jpg") for number in range(5)]
    people = [event(9, 10, score=0.5, snapshot="it.jpg"), event(11, 12, score=0.6, snapshot="it.jpg")]
    tiles = best_tiles([*cars, *people], tmp_path, 4)
    assert [(tile.label, tile.score) for tile in tiles] == [
        ("person", 0.6),
        ("person", 0.5),
        ("car", 0.99),
        ("car", 0.99),
    ]


def test_event_whose_picture_is_gone_is_no_tile(tmp_path: Path) -> None:
    assert best_tiles([event(0, 1), event(2, 3, snapshot="gone.jpg")], tmp_path, 4) == []


STILL = np.full((72, 128, 3), 120, np.uint8)


@pytest.mark.parametrize(
    "figure",
    [
        pytest.param(lambda: timeline([]), id="timeline"),
        pytest.param(lambda: draw_counts([], WALL_CLOCK, "yard"), id="counts"),
        pytest.param(lambda: draw_heat_map(STILL, [], "yard"), id="heat map"),
        pytest.param(lambda: draw_gallery([], "yard"), id="gallery"),
    ],
)
def test_plot_without_events_says_so(figure: Callable[[], Figure], tmp_path: Path) -> None:
    drawn = figure()
    axes = drawn.axes[0]
    assert "no events" in [axes.get_title("right"), *(text.get_text() for text in axes.texts)]
    save_figure(drawn, tmp_path / "plot")


@pytest.mark.parametrize(
    "figure",
    [
        pytest.param(lambda: timeline([event(0, 5), event(3, 9, "car")]), id="timeline"),
        pytest.param(lambda: draw_counts([Count(0, "person", 2)], WALL_CLOCK, "yard"), id="counts"),
        pytest.param(lambda: draw_heat_map(STILL, [STRAIGHT], "yard"), id="heat map"),
        pytest.param(lambda: draw_gallery([tile()], "yard"), id="gallery"),
    ],
)
def test_same_plot_gives_the_same_files(figure: Callable[[], Figure], tmp_path: Path) -> None:
    first, second = (save_figure(figure(), tmp_path / name) for name in ("first", "second"))
    assert [path.suffix for path in first] == [".svg", ".png"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
