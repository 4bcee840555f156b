"""An object is found again by its own pixels."""

import numpy as np
import pytest

from pipeline.values import Box
from pipeline.vision.appearance import Appearance, cut, inside, search
from pipeline.vision.motion import MotionDetector, Movement
from tests.scenes import HEIGHT, WIDTH, Figure, Scene, steady

WALKER = Figure(steady(80, 50))
OTHER = Figure(steady(80, 50), level=190, seed=2)


def seen(*figures: Figure) -> Movement:
    """What moved in a picture of these figures, whose empty scene is known."""
    detector, scene = MotionDetector(), Scene(figures)
    detector.learn(scene.pictures([-3.0, -2.0, -1.0]))
    return detector.update(scene.picture(0), 0)


def look_of(figure: Figure) -> Appearance:
    appearance = cut(seen(figure), figure.box(0))
    assert appearance is not None
    return appearance


def at(x: float, y: float, figure: Figure = WALKER) -> Figure:
    return Figure(steady(x, y), level=figure.level, seed=figure.seed)


@pytest.mark.parametrize(
    ("box", "rows", "columns"),
    [
        pytest.param(Box(10, 20, 5, 6), (20, 26), (10, 15), id="within"),
        pytest.param(Box(-3, -4, 5, 6), (0, 2), (0, 2), id="over the corner"),
        pytest.param(Box(95, 45, 10, 10), (45, 50), (95, 100), id="over the far corner"),
    ],
)
def test_inside_is_cut_to_the_picture(box: Box, rows: tuple[int, int], columns: tuple[int, int]) -> None:
    assert inside(box, (50, 100)) == (slice(*rows), slice(*columns))


def test_inside_may_have_a_margin() -> None:
    assert inside(Box(10, 20, 5, 6), (50, 100), margin=2) == (slice(18, 28), slice(8, 17))


@pytest.mark.parametrize("box", [Box(-20, 10, 10, 10), Box(300, 10, 10, 10), Box(10, 200, 5, 5)], ids=str)
def test_nothing_of_a_box_outside_lies_inside(box: Box) -> None:
    assert np.zeros((50, 100))[inside(box, (50, 100))].size == 0


def test_an_object_is_remembered_with_its_own_pixels() -> None:
    appearance = look_of(WALKER)
    assert appearance.luma.shape == appearance.weight.shape == (24, 10)
    assert appearance.weight.mean() > 0.5
    assert appearance.luma.mean() == pytest.approx(45, abs=8)


@pytest.mark.parametrize(
    "box",
    [Box(5, 5, 10, 24), Box(80, 50, 2, 2), Box(-30, 5, 10, 24)],
    ids=["nothing moved", "tiny", "outside"],
)
def test_what_shows_little_is_not_remembered(box: Box) -> None:
    assert cut(seen(WALKER), box) is None


@pytest.mark.parametrize(("x", "y"), [(0, 0), (4, 0), (-3, 2), (0, -4)])
def test_an_object_is_found_where_it_went(x: float, y: float) -> None:
    found = search(seen(at(80 + x, 50 + y)).luma, look_of(WALKER), WALKER.box(0), reach_px=6)
    assert found is not None
    place, similarity = found
    assert place.iou(at(80 + x, 50 + y).box(0)) > 0.75
    assert similarity > 0.85


def test_another_object_or_bare_ground_is_less_similar() -> None:
    appearance = look_of(WALKER)
    for luma in (seen(OTHER).luma, seen().luma):
        found = search(luma, appearance, WALKER.box(0), reach_px=2)
        assert found is None or found[1] < 0.5


def test_of_two_objects_the_right_one_is_found() -> None:
    luma = seen(at(75, 50), at(87, 50, OTHER)).luma
    for figure, x in ((WALKER, 75), (OTHER, 87)):
        found = search(luma, look_of(figure), Box(81, 50, 10, 24), reach_px=8)
        assert found is not None
        assert found[0].x == pytest.approx(x, abs=1)


@pytest.mark.parametrize(
    "around",
    [Box(-60, 50, 10, 24), Box(WIDTH + 20, 50, 10, 24), Box(80, -90, 10, 24), Box(80, HEIGHT, 10, 24)],
    ids=str,
)
def test_outside_of_the_picture_nothing_is_found(around: Box) -> None:
    assert search(seen(WALKER).luma, look_of(WALKER), around, reach_px=3) is None


def test_flat_ground_has_no_similarity() -> None:
    flat = np.full((HEIGHT, WIDTH), 80, np.float32)
    found = search(flat, look_of(WALKER), WALKER.box(0), reach_px=3)
    assert found is None or found[1] < 0.3
