"""The ring holds whole groups of pictures, no more than it may."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.recording.ring import PacketRing, RingSettings
from tests.packets import other_streams, packet

SECOND_US = 1_000_000


def times(ring: PacketRing, since_us: int = 0) -> list[int]:
    return [held.time_us // SECOND_US for held in ring.since(since_us) if held.is_video]


def filled(seconds: int, *, hold_s: float = 3, key_every: int = 2, max_bytes: int = 10**6) -> PacketRing:
    ring = PacketRing(RingSettings(hold_s, max_bytes))
    for number in range(seconds):
        ring.add(packet(number, is_key=number % key_every == 0))
    return ring


def test_ring_holds_its_seconds_and_the_group_they_begin_in() -> None:
    assert times(filled(10)) == [4, 5, 6, 7, 8, 9]


def test_ring_of_no_seconds_holds_the_group_at_hand() -> None:
    assert times(filled(10, hold_s=0)) == [8, 9]


def test_nothing_is_held_before_the_first_key_frame() -> None:
    ring = PacketRing()
    for number in range(3):
        ring.add(packet(number))
    assert list(ring.since(0)) == []
    assert ring.begins_us is None
    ring.add(packet(3, is_key=True))
    assert times(ring) == [3]


@pytest.mark.parametrize(("since_s", "first"), [(7, 6), (6, 6), (5.9, 4), (99, 8), (-5, 2)])
def test_clip_begins_with_the_last_key_frame_in_time(since_s: float, first: int) -> None:
    ring = filled(10, hold_s=5)
    assert times(ring, round(since_s * SECOND_US))[0] == first


def test_too_many_bytes_cost_the_oldest_groups() -> None:
    ring = filled(10, hold_s=60, max_bytes=450)  # of 100 each
    assert times(ring) == [6, 7, 8, 9]
    assert ring.bytes == 400


def test_group_too_large_to_hold_leaves_the_ring_empty_until_the_next_key_frame() -> None:
    ring = filled(8, hold_s=60, key_every=10, max_bytes=450)
    assert times(ring) == []
    assert ring.bytes == 0
    ring.add(packet(10, is_key=True))
    assert times(ring) == [10]


def test_sound_that_came_before_its_key_frame_stays() -> None:
    ring = PacketRing(RingSettings(seconds=0))
    early = (packet(2, is_video=False), packet(1, is_video=False))
    for held in (packet(0, is_key=True), *early, packet(2, is_key=True)):
        ring.add(held)
    assert [(held.is_video, held.time_us // SECOND_US) for held in ring.since(2 * SECOND_US)] == [
        (True, 2),
        (False, 2),
    ]
    ring.add(packet(3))
    assert [(held.is_video, held.time_us // SECOND_US) for held in ring.since(0)] == [
        (True, 2), (False, 2), (True, 3),
    ]  # fmt: skip
    assert ring.bytes == 300


def test_packets_of_a_new_connection_wait_for_its_key_frame() -> None:
    ring = filled(3, hold_s=60)
    other = other_streams()
    ring.add(replace(packet(3), streams=other))
    assert times(ring) == [0, 1, 2]
    ring.add(replace(packet(4, is_key=True), streams=other))
    assert times(ring, 4 * SECOND_US) == [4]


def test_settings_that_hold_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="0 s or more and 1 byte or more"):
        RingSettings(seconds=-1)


@given(
    kinds=st.lists(st.sampled_from(["key", "picture", "sound"]), max_size=60),
    seconds=st.integers(0, 10),
    max_bytes=st.integers(1, 2000),
)
def test_ring_always_begins_at_a_key_frame_and_keeps_its_bounds(
    kinds: list[str], seconds: int, max_bytes: int
) -> None:
    ring = PacketRing(RingSettings(seconds, max_bytes))
    packets = [packet(at, is_key=kind == "key", is_video=kind != "sound") for at, kind in enumerate(kinds)]
    for number, given_now in enumerate(packets):
        ring.add(given_now)
        held = list(ring.since(-1))
        assert ring.bytes == sum(piece.size for piece in held) <= max_bytes
        assert not held or held[0].is_key
        assert all(piece in packets[: number + 1] for piece in held)
        keys = [piece.time_us for piece in held if piece.is_key]
        assert len(keys) < 2 or keys[1] > (number - 1 - seconds) * SECOND_US
