"""The files beside a history: snapshots and crops of events, stills of sources, and whose paths are ours."""

import os
import re
from pathlib import Path
from typing import Final

EVENT_ID: Final = re.compile(r"[0-9a-z_-]{8,}")
"""An id that may name a file: it cannot leave its folder."""

OWN_PATH: Final = re.compile(
    r"(snapshots|crops)/[0-9a-z_-]{2}/[0-9a-z_-]+\.jpg|stills/[0-9]+\.jpg|recordings/[\w-]+/[\w.-]+\.(mp4|mov|mkv)",
    re.ASCII,
)
"""What `snapshot_path`, `crop_path` and `still_path` give, and paths of clips (pipeline.recording.naming)."""


def snapshot_path(event_id: str) -> str:
    """Path of an event's snapshot, relative to the history's folder.

    The first two characters make a folder, so that none holds more than a 256th of a million files.

    Raises:
        ValueError: The id cannot name a file.
    """
    if not EVENT_ID.fullmatch(event_id):
        raise ValueError(f"event id: expected 8 or more of a-z, 0-9, _ and -, received {event_id!r}")
    return f"snapshots/{event_id[:2]}/{event_id}.jpg"


def crop_path(event_id: str, number: int) -> str:
    """Path of one of an event's crops, relative to the history's folder, in folders as the snapshots' are."""
    return f"crops/{event_id[:2]}/{event_id}-{number}.jpg"


def still_path(source_id: int) -> str:
    """Path of a source's still picture, relative to the history's folder."""
    return f"stills/{source_id}.jpg"


class Pictures:
    """Writes and removes the files; all paths are relative to the history's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, path: str, jpeg: bytes) -> None:
        """Put a whole file at `path`, or none: under another name first, synced, then renamed.

        The content reaches the disk before the name does (some 3 ms, in the writer's thread), so that no row
        committed later points at a file that a power cut left empty. Folders are left to the file system.

        Raises:
            OSError: The disk is full or read-only.
        """
        final = self._folder / path
        final.parent.mkdir(parents=True, exist_ok=True)
        partial = final.with_suffix(".partial")
        with partial.open("wb") as file:
            file.write(jpeg)
            file.flush()
            os.fdatasync(file.fileno())
        partial.replace(final)

    def remove(self, path: str) -> None:
        """Remove the file, and its folder if that was its last; one that is gone already is as well.

        Paths come from the history's file, which may be anyone's: one that is none of ours is left alone.
        """
        if not OWN_PATH.fullmatch(path):
            return
        final = self._folder / path
        final.unlink(missing_ok=True)
        try:
            final.parent.rmdir()
        except OSError:
            return  # other pictures are left, or it is gone
