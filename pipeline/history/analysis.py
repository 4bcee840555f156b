"""One analysis of one source: what is asked, what came of it, and what the history knows of it."""

import hashlib
from dataclasses import dataclass
from typing import Literal

State = Literal["running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that decides which events a source yields. Two equal ones need to be run only once."""

    path: str
    """Path or URL as the person gave it, without credentials."""
    camera: str
    fingerprint: str
    """Of the source's content, so that a file is known again under another name."""
    settings_digest: str
    """Of every setting that can change an event."""
    model_digest: str
    vedette: str
    """Version of vedette that analyses."""
    recorded_us: int | None = None
    """UTC microseconds at which the source's clock stands at 0; None if unknown, 0 for a live camera."""
    recorded_from: str | None = None
    """Who said so (an option, the file's metadata, its name); None if unknown."""
    is_live: bool = False

    def __post_init__(self) -> None:
        """Refuse what no history could keep.

        Raises:
            ValueError: A name is empty or no Unicode, or a recording time comes without its origin.
        """
        for name in ("path", "camera", "fingerprint", "vedette"):
            _check_text(name, getattr(self, name))
        if (self.recorded_us is None) != (not self.recorded_from):
            raise ValueError(
                f"expected a recording time and its origin or neither, "
                f"received {self.recorded_us} from {self.recorded_from!r}"
            )

    @property
    def identity(self) -> tuple[str, ...]:
        """What must be equal for the events to be equal; not the path, for a file may be moved."""
        return (
            self.fingerprint,
            self.camera,
            self.settings_digest,
            self.model_digest,
            str(self.recorded_us),
        )

    def event_id(self, number: int) -> str:
        """Name the event of the source's track `number`: the same in each run, and in no other analysis.

        Returns:
            20 hexadecimal digits: of 80 bits, two are equal in one of two million histories of a billion.
        """
        text = "\0".join((*self.identity, str(number)))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:20]


def _check_text(name: str, text: str) -> None:
    """Refuse an empty text, and one that SQLite cannot hold: a file's name may contain other bytes."""
    try:
        is_text = bool(text.encode("utf-8"))
    except UnicodeEncodeError:
        is_text = False
    if not is_text:
        raise ValueError(f"{name}: expected a Unicode text, received {text!r}")


@dataclass(frozen=True, slots=True)
class Unseen:
    """A stretch of the source that did not decode, on the source's clock."""

    from_us: int
    to_us: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known of a source once it was seen to its end."""

    duration_us: int | None
    """None for a live camera."""
    frames: int
    width: int
    """Of the upright picture, in pixels, as `height`."""
    height: int
    unseen: tuple[Unseen, ...] = ()
    still_jpeg: bytes | None = None
    """One picture of the scene, for plots to draw on."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Answer to the wish to analyse."""

    source_id: int
    is_known: bool
    """True if the history holds this very analysis or is just being given it: the caller skips the source."""


@dataclass(frozen=True, slots=True)
class AnalysedSource:
    """A source as the history remembers it."""

    id: int
    analysis: Analysis
    state: State
    """`running` while no process writes the history means: interrupted."""
    started_us: int
    """UTC microseconds, as `finished_us`."""
    finished_us: int | None
    error: str | None
    """Why it failed, in one line."""
    duration_us: int | None
    frames: int | None
    width: int | None
    height: int | None
    unseen: tuple[Unseen, ...]
    still: str | None
    """Path of the JPEG, relative to the history's folder."""
