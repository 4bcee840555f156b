"""Clips of the real footage: its packets, from the key frame before the lead to the tail."""

from itertools import takewhile
from pathlib import Path

import pytest

from pipeline.media.opening import open_source
from pipeline.recording.cutting import clip_of_file
from pipeline.recording.wishes import Span
from tests.footage import pieces
from tests.test_media_footage import CLIPS, SHARED

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="../shared is absent")

WANTED = Span.around(4_000_000, 6_000_000, lead_us=1_000_000, tail_us=2_000_000)
"""From 3 to 8 s; the shortest clip has 7.16."""

MATROSKA = ("caviar_corridor.mpg", "pets09_s2l1.avi")
"""MPEG-1 and the MPEG-4 of Microsoft: what players expect in no MP4."""

QUICKTIME = ("trailcam_deer_night.mp4",)
"""PCM sound."""


@pytest.mark.parametrize("name", CLIPS)
def test_clip_covers_its_interval_with_identical_packets(tmp_path: Path, name: str) -> None:
    source = SHARED / "footage" / name
    (clip,) = clip_of_file(source, WANTED, tmp_path / "clip")
    original, copied = pieces(source), pieces(clip.path)
    first = next(number for number, piece in enumerate(original) if piece.content == copied[0].content)
    length_us = open_source(source).duration_us or 0

    assert copied[0].is_key
    assert clip.start_us <= WANTED.start_us
    assert clip.end_us >= min(WANTED.end_us, length_us)
    shown = [piece for piece in original[first:] if (piece.time_s or 0) >= (original[first].time_s or 0)]
    assert [piece.content for piece in copied] == [piece.content for piece in shown[: len(copied)]]
    suffix = ".mkv" if name in MATROSKA else ".mov" if name in QUICKTIME else ".mp4"
    assert clip.path.suffix == suffix

    source_sound = [piece.content for piece in pieces(source, "audio")]
    sound = [piece.content for piece in pieces(clip.path, "audio")]
    assert clip.has_audio == bool(source_sound) == bool(sound)
    at = source_sound.index(sound[0]) if sound else 0
    assert source_sound[at : at + len(sound)] == sound


@pytest.mark.parametrize("name", CLIPS)
def test_clip_shows_what_the_source_shows(tmp_path: Path, name: str) -> None:
    source = SHARED / "footage" / name
    (clip,) = clip_of_file(source, WANTED, tmp_path / "clip")
    copy = open_source(clip.path)
    shown = [(frame.time_us, frame.picture.luma((64, 48)).tobytes()) for frame in copy.frames()]
    assert copy.report.unseen == ()
    original = [
        (frame.time_us, frame.picture.luma((64, 48)).tobytes())
        for frame in takewhile(lambda frame: frame.time_us <= clip.end_us, open_source(source).frames())
        if clip.start_us - 100_000 <= frame.time_us
    ]
    at = [content for _, content in original].index(shown[0][1])
    until_us = WANTED.end_us - clip.start_us  # behind it, pictures that others rest on stand alone
    for (time_us, content), (source_us, twin) in zip(shown, original[at:], strict=False):
        if time_us < until_us:
            assert content == twin
            assert abs(source_us - clip.start_us - time_us) <= 41_000  # MPEG-1 without a clock: one picture
