"""The truth file of `vedette evaluate`: what people saw in each clip, and where frame-exact truth lies."""

import json
import math
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from pipeline.errors import TruthInvalid
from pipeline.scoring.span import Span

BY_EYE_S = 1.0
"""How far a time noted by eye may lie past the clip's end."""

_EXPECTED = {
    "missing": "expected this key, received none",
    "too_short": "expected at least one, received none",
}
"""What to say of pydantic's kinds of fault where its own words would not fit a person's file."""


class Meaning(StrEnum):
    """What an event of a clip's truth stands for."""

    OBJECTS = "one object each"
    """One object: events can be counted and matched one to one."""
    INTERVALS = "intervals of presence"
    """A time in which objects of the label are present: only presence per second can be scored."""


class Kind(StrEnum):
    """A form of frame-exact truth."""

    BOXES = "MOTChallenge"
    """A text file of boxes with identities."""
    MASKS = "CDnet"
    """A folder of pixel masks."""
    OTHER = "other"
    """Anything else; it is not scored."""


def _meaning(text: object) -> object:
    """Read the wording's beginning; what stands behind it is a remark."""
    known = [meaning for meaning in Meaning if str(text).startswith(meaning)]
    return known[0] if known else text


def _kind(text: object) -> object:
    """Read the wording's beginning; what stands behind it is a remark."""
    known = [kind for kind in Kind if str(text).startswith(kind)]
    return known[0] if known else Kind.OTHER


@dataclass(frozen=True, slots=True)
class TruthClip:
    """What is true of one clip. Keys that are not named here are remarks."""

    file: Annotated[str, Field(min_length=1)]
    """Name of the clip, or its path relative to the folder of the clips."""
    events: tuple[Span, ...]
    events_are: Annotated[Meaning, BeforeValidator(_meaning)] = Meaning.OBJECTS
    quiet: tuple[tuple[float, float], ...] = ()
    """Start and end, in seconds, of the times in which nothing near moves."""
    duration_s: Annotated[float, Field(gt=0)] | None = None
    ground_truth: str | None = None
    """Path of the frame-exact truth, relative to the truth file."""
    ground_truth_kind: Annotated[Kind, BeforeValidator(_kind)] = Kind.OTHER
    ground_truth_frames_1based: tuple[int, int] | None = None
    """First and last frame that the frame-exact truth speaks of, counted from 1; all if None."""

    def __post_init__(self) -> None:
        """Refuse intervals that run backwards or past the clip's end.

        Raises:
            ValueError: An interval ends before its start or more than `BY_EYE_S` after the clip.
        """
        for start_s, end_s in self.quiet:
            if not 0 <= start_s <= end_s < math.inf:
                raise ValueError(f"quiet: expected 0 <= start <= end, received {start_s} and {end_s}")
        last_s = max([event.end_s for event in self.events] + [end_s for _, end_s in self.quiet], default=0)
        if self.duration_s is not None and last_s > self.duration_s + BY_EYE_S:
            raise ValueError(f"expected times within duration_s = {self.duration_s}, received {last_s}")
        frames = self.ground_truth_frames_1based
        if frames and not 1 <= frames[0] <= frames[1]:
            raise ValueError(f"ground_truth_frames_1based: expected 1 <= first <= last, received {frames}")

    def covers_frame(self, number: int) -> bool:
        """Tell whether the frame-exact truth speaks of a frame, counted from 1."""
        frames = self.ground_truth_frames_1based
        return frames is None or frames[0] <= number <= frames[1]


@dataclass(frozen=True, slots=True)
class Truth:
    """All clips of a truth file."""

    clips: Annotated[tuple[TruthClip, ...], Field(min_length=1)]


def read_truth(path: Path) -> Truth:
    """Read and check a truth file.

    Raises:
        TruthInvalid: It cannot be read, is no JSON, lacks a key, or a value is none that can be scored.
    """
    text = _text(path)
    try:
        truth = TypeAdapter(Truth).validate_json(text, strict=True)
    except ValidationError as error:
        raise TruthInvalid(_first_fault(path, text, error)) from error
    _refuse_twins(path, truth)
    return truth


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no UTF-8 text"
        raise TruthInvalid(f"{path}: expected a truth file (JSON), received: {reason}") from error


def _refuse_twins(path: Path, truth: Truth) -> None:
    """Refuse a clip named twice: half its events would count as false in either."""
    file, count = Counter(clip.file for clip in truth.clips).most_common(1)[0]
    if count > 1:
        raise TruthInvalid(f"{path}: clip {file}: expected one entry, received {count}")


def _first_fault(path: Path, text: str, error: ValidationError) -> str:
    """Tell the first fault in one line: file, clip, key, expected, received."""
    fault = error.errors(include_url=False)[0]
    where = [str(path), *_place(text, fault["loc"])]
    return ": ".join([*where, _EXPECTED.get(fault["type"]) or _complaint(fault)])


def _complaint(fault: ErrorDetails) -> str:
    """Say what was expected and received; our own checks say it already."""
    if fault["type"] == "value_error":
        return fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "json_invalid":
        return fault["msg"].replace("Invalid JSON: ", "expected JSON, received ")
    expected = fault["msg"].replace("Input should be ", "expected ")
    return f"{expected}, received {_excerpt(fault['input'])}"


def _place(text: str, keys: tuple[int | str, ...]) -> list[str]:
    """Name the clip and the key of a fault, for people: `clip yard.mp4`, `events[2].end_s`."""
    if keys[:1] != ("clips",) or len(keys) < 2:
        return [_dotted(keys)] if keys else []
    clip = json.loads(text)["clips"][keys[1]]
    name = clip.get("file") if isinstance(clip, dict) else None
    label = f"clip {name}" if isinstance(name, str) else f"clips[{keys[1]}]"
    return [label, _dotted(keys[2:])] if keys[2:] else [label]


def _dotted(keys: tuple[int | str, ...]) -> str:
    """Write keys as `events[2].end_s`."""
    parts = [f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys]
    return "".join(parts).removeprefix(".")


def _excerpt(received: Any) -> str:
    """Quote a value as JSON, cut to a readable length."""
    quoted = json.dumps(received, default=str)
    return quoted if len(quoted) <= 60 else f"{quoted[:57]}…"
