"""Which blob shows which object: one to one, melted, in pieces, new."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.values import Box
from pipeline.vision.association import Candidate, associate

WALKER = Box(50, 40, 10, 24)
OTHER = Box(58, 41, 10, 24)


def proven(box: Box, *, is_established: bool = True, reach: float = 15.0) -> Candidate:
    return Candidate(box, reach, is_confirmed=True, is_established=is_established)


def unproven(box: Box) -> Candidate:
    return Candidate(box, 15.0, is_confirmed=False, is_established=False)


def shifted(box: Box, x: float, y: float = 0.0) -> Box:
    return Box(box.x + x, box.y + y, box.width, box.height)


def test_without_objects_all_blobs_are_new() -> None:
    assert associate([], [WALKER, OTHER]).new == (0, 1)


def test_without_blobs_nobody_is_seen() -> None:
    found = associate([proven(WALKER)], [])
    assert [*found.alone, *found.merged, *found.parts, *found.new] == []


def test_an_object_is_seen_where_it_is_expected() -> None:
    found = associate([proven(WALKER)], [shifted(WALKER, 100), shifted(WALKER, 3)])
    assert found.alone == {0: shifted(WALKER, 3)}
    assert found.new == (0,)


def test_an_object_out_of_reach_is_not_seen() -> None:
    found = associate([proven(WALKER)], [shifted(WALKER, 40)])
    assert [*found.alone, *found.merged] == []
    assert found.new == (0,)


def test_two_objects_share_two_blobs_so_that_both_fit_best() -> None:
    found = associate([proven(WALKER), proven(OTHER)], [shifted(OTHER, 2), shifted(WALKER, 2)])
    assert found.alone == {0: shifted(WALKER, 2), 1: shifted(OTHER, 2)}


def test_two_objects_melt_into_one_blob() -> None:
    both = WALKER.union(OTHER)
    found = associate([proven(WALKER), proven(OTHER)], [both])
    assert found.merged == {0, 1}
    assert [*found.alone, *found.parts, *found.new] == []


def test_pieces_within_an_object_are_put_together() -> None:
    head, body = Box(52, 40, 6, 8), Box(50, 50, 10, 14)
    found = associate([proven(WALKER)], [head, body])
    assert found.alone == {0: WALKER}
    assert found.new == ()


def test_a_piece_never_makes_an_object_far_larger() -> None:
    bystander = Box(56, 36, 26, 30)
    found = associate([proven(WALKER)], [WALKER, bystander])
    assert found.alone == {0: WALKER}
    assert found.new == (1,)


def test_an_unproven_object_gathers_no_pieces() -> None:
    head, body = Box(52, 40, 6, 8), Box(50, 50, 10, 14)
    found = associate([unproven(WALKER)], [head, body])
    assert found.alone == {0: body}
    assert found.new == (0,)


def test_a_proven_object_wins_the_blob_over_an_unproven_one() -> None:
    found = associate([unproven(shifted(WALKER, 1)), proven(shifted(WALKER, -2))], [WALKER])
    assert found.alone == {1: WALKER}


def test_a_piece_that_was_taken_for_an_object_goes_into_the_whole() -> None:
    piece = proven(Box(50, 40, 3, 5), is_established=False)
    found = associate([proven(WALKER), piece], [WALKER])
    assert found.alone == {0: WALKER}
    assert found.parts == {1}


def test_what_has_gone_far_on_its_own_is_no_piece() -> None:
    small = proven(Box(52, 45, 4, 6))
    car = Box(44, 36, 30, 20)
    found = associate([proven(car), small], [car])
    assert found.merged == {0, 1}
    assert not found.parts


def test_a_blob_has_one_object_even_if_an_unproven_one_fits_it_better() -> None:
    found = associate([unproven(WALKER), proven(shifted(WALKER, 4))], [WALKER])
    assert found.alone == {1: WALKER}


def test_a_blob_that_an_unproven_object_explains_is_not_new() -> None:
    bus = Box(20, 20, 60, 50)
    found = associate([unproven(bus), proven(Box(40, 40, 5, 5), is_established=False)], [bus])
    assert found.alone == {0: bus}
    assert found.new == ()


boxes = st.builds(Box, st.integers(0, 60), st.integers(0, 60), st.integers(2, 30), st.integers(2, 30))
candidates = st.builds(Candidate, boxes, st.floats(6, 40), st.booleans(), st.booleans())


@settings(deadline=None)
@given(st.lists(candidates, max_size=6), st.lists(boxes, max_size=6))
def test_no_object_and_no_blob_is_used_twice(objects: list[Candidate], blobs: list[Box]) -> None:
    found = associate(objects, blobs)
    assert not found.alone.keys() & found.merged
    assert not found.parts & (found.alone.keys() | found.merged)
    assert len(set(found.new)) == len(found.new) <= len(blobs)
    explained = list(found.alone.values())
    assert all(blobs[number] not in explained for number in found.new if blobs.count(blobs[number]) == 1)


@settings(deadline=None)
@given(st.lists(candidates, max_size=6), st.lists(boxes, max_size=6, unique=True))
def test_what_an_object_explains_covers_whole_blobs(objects: list[Candidate], blobs: list[Box]) -> None:
    found = associate(objects, blobs)
    for place in found.alone.values():
        assert any(place.union(blob) == place for blob in blobs)


@settings(deadline=None)
@given(st.lists(candidates, min_size=1, max_size=6), boxes)
def test_what_is_far_from_all_objects_is_new(objects: list[Candidate], blob: Box) -> None:
    away = replace(blob, x=blob.x + 1000)
    assert associate(objects, [away]).new == (0,)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_equal_blobs_go_to_equal_objects(count: int) -> None:
    row = [shifted(WALKER, 30.0 * number) for number in range(count)]
    found = associate([proven(box) for box in row], row[::-1])
    assert found.alone == dict(enumerate(row))
