"""People side by side are parted; single figures and cars are not."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pipeline.values import Mask
from pipeline.vision.split import split_upright


def walkers(*lefts: int, width: int = 8, height: int = 30) -> Mask:
    """Upright figures whose columns begin at `lefts`, joined by a thin bridge at their hips."""
    region = np.zeros((height, max(lefts) + width), np.uint8)
    for left in lefts:
        region[:, left : left + width] = 255
    region[14:17, min(lefts) :] = 255
    return region


def test_two_people_are_parted_between_them() -> None:
    (left, right) = split_upright(walkers(0, 12))
    assert 8 <= left.stop <= 12
    assert (left.start, right.start, right.stop) == (0, left.stop, 20)


def test_three_people_are_parted_twice() -> None:
    assert len(split_upright(walkers(0, 12, 24))) == 3


@pytest.mark.parametrize(
    "region",
    [
        pytest.param(walkers(0), id="one person"),
        pytest.param(walkers(0, 4), id="two people one before the other"),
        pytest.param(np.full((14, 40), 255, np.uint8), id="a car"),
        pytest.param(walkers(0, 12, height=9), id="a low thing with a gap"),
        pytest.param(np.full((3, 3), 255, np.uint8), id="a speck"),
    ],
)
def test_one_figure_stays_one(region: Mask) -> None:
    assert split_upright(region) == (slice(0, region.shape[1]),)


def test_a_stretched_arm_is_no_figure() -> None:
    region = np.zeros((30, 24), np.uint8)
    region[:, :9] = 255
    region[8:11] = 255
    region[4:12, 18:] = 255
    assert len(split_upright(region)) == 1


@settings(max_examples=60, deadline=None)
@given(
    arrays.arrays(
        np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40)), elements=st.sampled_from([0, 255])
    )
)
def test_parts_cover_any_region_from_left_to_right(region: npt.NDArray[np.uint8]) -> None:
    edge = 0
    for part in split_upright(region):
        assert part.start == edge < part.stop
        edge = part.stop
    assert edge == region.shape[1]
