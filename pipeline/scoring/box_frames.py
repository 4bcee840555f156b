"""Boxes with identities, frame by frame: from a MOTChallenge file, or from what was observed."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pipeline.errors import TruthInvalid
from pipeline.scoring.span import MICROSECONDS
from pipeline.values import Box, Observation

BoxFrames = Mapping[int, Mapping[int, Box]]
"""Frame number, from 1, to the boxes in it by identity."""


@dataclass(frozen=True, slots=True)
class GapSettings:
    """Where a track is taken to be although no frame was analysed."""

    max_gap_s: float = 0.5
    """Between two sightings this close a track moves in a straight line: a path is kept at 2 Hz or more."""

    def __post_init__(self) -> None:
        """Refuse a gap below zero.

        Raises:
            ValueError: `max_gap_s` is negative or no number.
        """
        if not 0 <= self.max_gap_s < math.inf:
            raise ValueError(f"max_gap_s: expected 0 or more seconds, received {self.max_gap_s}")


def read_boxes(path: Path) -> BoxFrames:
    """Read a MOTChallenge 2015 file: frame, id, left, top, width, height and, unused, more.

    Rows whose seventh field is 0 (hidden objects) count like all others.

    Returns:
        The boxes with their origin at the picture's top-left corner; the file counts pixels from 1.

    Raises:
        TruthInvalid: The file cannot be read, or a row is no box.
    Source: Leal-Taixé et al. 2015, arXiv:1504.01942, section 3.3.
    """
    frames: dict[int, dict[int, Box]] = defaultdict(dict)
    for line, row in enumerate(_lines(path), start=1):
        try:
            frame, identity, left, top, width, height = (float(field) for field in row.split(",")[:6])
            frames[int(frame)][int(identity)] = Box(left - 1, top - 1, width, height)
        except (ValueError, OverflowError) as error:
            raise TruthInvalid(
                f"{path}: line {line}: expected frame,id,left,top,width,height, received {row[:60]!r}"
            ) from error
    return frames


def _lines(path: Path) -> Sequence[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no UTF-8 text"
        raise TruthInvalid(f"{path}: expected a MOTChallenge text file, received: {reason}") from error


def observed_boxes(observations: Sequence[Observation], settings: GapSettings | None = None) -> BoxFrames:
    """Lay out all tracks frame by frame; fill the frames that were not analysed along straight lines.

    Args:
        observations: Of one clip, in the order of time.
        settings: How long a gap may be filled; the defaults if None.
    """
    settings = settings or GapSettings()
    frames: dict[int, dict[int, Box]] = defaultdict(dict)
    for track, seen in _sightings(observations).items():
        for number, box in _filled(seen, settings.max_gap_s):
            frames[number][track] = box
    return frames


@dataclass(frozen=True, slots=True)
class _Sighting:
    """Where a track was in one analysed frame."""

    number: int
    time_us: int
    box: Box


def _sightings(observations: Iterable[Observation]) -> Mapping[int, list[_Sighting]]:
    tracks: dict[int, list[_Sighting]] = defaultdict(list)
    for observation in observations:
        for track in observation.tracks:
            number = observation.frame_index + 1
            tracks[track.id].append(_Sighting(number, observation.time_us, track.box))
    return tracks


def _filled(seen: Sequence[_Sighting], max_gap_s: float) -> Iterator[tuple[int, Box]]:
    """Yield frame number and box of each sighting, and of the frames between two that are close in time."""
    for one, next_one in pairwise(seen):
        is_close = next_one.time_us - one.time_us <= max_gap_s * MICROSECONDS
        frames = next_one.number - one.number if is_close else 1
        for step in range(frames):
            yield one.number + step, _between(one.box, next_one.box, step / frames)
    yield seen[-1].number, seen[-1].box


def _between(one: Box, other: Box, share: float) -> Box:
    """Box at a share of the way from one to the other."""
    return Box(
        one.x + share * (other.x - one.x),
        one.y + share * (other.y - one.y),
        one.width + share * (other.width - one.width),
        one.height + share * (other.height - one.height),
    )
