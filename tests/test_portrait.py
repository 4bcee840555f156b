"""The moment at which a track shows itself best, and what is cut out there."""

from dataclasses import replace

import av
import pytest

from pipeline.media.geometry import Geometry
from pipeline.media.picture import Picture
from pipeline.values import Box, Image, Track
from pipeline.vision.portrait import Crop, PortraitSettings, best_apart, crop, snapshot, worth
from tests.videos import SQUARE_RGB, MovingSquare, matches

SETTINGS = PortraitSettings()
SQUARE = MovingSquare(width=640, height=480, start_xy=(300, 200))
WHOLE = Track(1, 0, Box(300, 200, 40, 40), is_visible=True, is_moving=True)


def picture_of(image: Image) -> Picture:
    frame = av.VideoFrame.from_ndarray(image, format="rgb24")
    return Picture(frame, Geometry.of(frame, None))


PICTURE = picture_of(SQUARE.image(0))


def worth_of(track: Track) -> float:
    return worth(track, 640, 480)


@pytest.mark.parametrize(
    "worse",
    [
        pytest.param(replace(WHOLE, box=Box(300, 200, 20, 20)), id="smaller"),
        pytest.param(replace(WHOLE, box=Box(0, 200, 40, 40)), id="cut off at the left"),
        pytest.param(replace(WHOLE, box=Box(610, 200, 40, 40)), id="cut off at the right"),
        pytest.param(replace(WHOLE, box=Box(300, 441, 40, 40)), id="cut off at the bottom"),
        pytest.param(replace(WHOLE, is_alone=False), id="with others"),
    ],
)
def test_a_worse_moment_is_worth_less(worse: Track) -> None:
    assert 0 < worth_of(worse) < 0.8 * worth_of(WHOLE)


def test_what_is_not_seen_is_worth_nothing() -> None:
    assert worth_of(replace(WHOLE, is_visible=False)) == 0


def test_twice_as_large_is_worth_less_than_four_times_as_much() -> None:
    assert worth_of(WHOLE) < worth_of(replace(WHOLE, box=Box(200, 100, 80, 80))) < 4 * worth_of(WHOLE)


def test_a_crop_shows_the_object_and_little_around_it() -> None:
    pixels = crop(PICTURE, WHOLE.box, SETTINGS)
    assert 40 <= min(pixels.shape[:2]) <= max(pixels.shape[:2]) <= 60
    middle = pixels[8:-8, 8:-8]
    assert matches(middle, middle * 0 + SQUARE_RGB)


def test_a_large_crop_is_shrunk() -> None:
    pixels = crop(PICTURE, Box(100, 100, 400, 200), SETTINGS)
    assert max(pixels.shape[:2]) == SETTINGS.crop_side_px
    assert pixels.shape[1] == pytest.approx(2 * pixels.shape[0], rel=0.1)


def test_a_crop_at_the_edge_is_cut_off() -> None:
    assert min(crop(PICTURE, Box(-20, -20, 60, 60), SETTINGS).shape[:2]) in range(38, 50)


def test_a_snapshot_shows_the_surroundings_and_says_where_it_was() -> None:
    shot = snapshot(PICTURE, WHOLE, SETTINGS)
    assert shot.box == WHOLE.box
    assert shot.worth == worth_of(WHOLE)
    assert min(shot.image.shape[:2]) >= SETTINGS.snapshot_least_px
    height, width = (side // 2 for side in shot.image.shape[:2])
    assert matches(shot.image[height - 10 : height + 10, width - 10 : width + 10], [[SQUARE_RGB] * 20] * 20)


def test_a_snapshot_of_something_large_is_shrunk() -> None:
    large = picture_of(MovingSquare(width=1600, height=900).image(0))
    track = replace(WHOLE, box=Box(100, 50, 1200, 800))
    assert max(snapshot(large, track, SETTINGS).image.shape[:2]) == SETTINGS.snapshot_side_px


@pytest.mark.parametrize(
    "settings", [{"first_every_s": 0.0}, {"first_every_s": 60.0}, {"slower": 0.5}], ids=str
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings))):
        PortraitSettings(**settings)  # type: ignore[arg-type]


def best(*seen: tuple[float, float]) -> list[tuple[float, float]]:
    """Time in seconds and worth of the crops kept from those seen."""
    kept: tuple[Crop, ...] = ()
    for time_s, value in seen:
        kept = best_apart(kept, Crop(round(time_s * 1e6), SQUARE.image(0), value), SETTINGS)
    return [(crop.time_us / 1e6, crop.worth) for crop in kept]


def test_kept_crops_are_few_the_best_and_in_order_of_time() -> None:
    assert best((0, 5), (2, 9), (4, 1), (6, 7), (8, 3)) == [(0, 5), (2, 9), (6, 7)]


def test_of_crops_near_in_time_the_best_is_kept() -> None:
    assert best((0, 5), (0.5, 7), (0.9, 6)) == [(0.5, 7)]
    assert best((0, 5), (1.2, 5), (0.6, 8)) == [(0.6, 8)]
