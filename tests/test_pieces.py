"""Head, torso and legs are one body; what stands apart is not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.vision.pieces import gather

XYWH = tuple[float, float, float, float]

HEAD, TORSO, LEGS = (52, 20, 6, 6), (50, 27, 10, 10), (51, 38, 8, 12)


def groups(*boxes: XYWH) -> set[frozenset[int]]:
    return {frozenset(group) for group in gather(np.array(boxes, np.float64).reshape(-1, 4))}


@pytest.mark.parametrize(
    ("boxes", "expected"),
    [
        pytest.param((), [], id="nothing"),
        pytest.param((HEAD,), [{0}], id="one"),
        pytest.param((HEAD, TORSO, LEGS), [{0, 1, 2}], id="a person cut at neck and belt"),
        pytest.param((LEGS, HEAD, TORSO), [{0, 1, 2}], id="in any order"),
        pytest.param(((50, 20, 10, 24), (64, 20, 10, 24)), [{0}, {1}], id="side by side"),
        pytest.param(((50, 20, 10, 12), (50, 50, 10, 12)), [{0}, {1}], id="far above one another"),
        pytest.param(((50, 20, 8, 24), (51, 46, 8, 24)), [{0}, {1}], id="two people one behind the other"),
        pytest.param(((50, 20, 10, 12), (59, 33, 10, 12)), [{0}, {1}], id="hardly above one another"),
        pytest.param((HEAD, (120, 20, 6, 6), TORSO), [{0, 2}, {1}], id="a stranger among them"),
    ],
)
def test_bodies_are_put_together(boxes: tuple[XYWH, ...], expected: list[set[int]]) -> None:
    assert groups(*boxes) == {frozenset(group) for group in expected}


small = st.integers(1, 30).map(float)
place = st.integers(0, 80).map(float)


@given(st.data(), st.lists(st.tuples(place, place, small, small), max_size=12))
def test_every_piece_is_in_one_group_whatever_the_order(data: st.DataObject, boxes: list[XYWH]) -> None:
    found = groups(*boxes)
    assert sorted(number for group in found for number in group) == list(range(len(boxes)))
    order = data.draw(st.permutations(range(len(boxes))))
    shuffled = groups(*(boxes[number] for number in order))
    assert {frozenset(order[number] for number in group) for group in shuffled} == found
