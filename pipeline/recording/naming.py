"""Where clips lie, below the history's folder."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from pipeline.recording.origin import Origin

FOLDER: Final = "recordings"

MOST_LETTERS: Final = 100
"""Of a camera in the name of a folder: file systems take 255 bytes."""

NOT_PLAIN: Final = re.compile(r"[^A-Za-z0-9_-]+")


def clip_stem(folder: Path, origin: Origin, start_us: int) -> Path:
    """Name a clip, without its ending: `recordings/gate/20261123T081500Z-1f0a92c4`.

    The time is that of its first picture, in UTC; where that is unknown, its second in the file. The digest
    tells clips apart whose cameras or times look alike, and is the same for the same clip of a file.
    """
    camera = NOT_PLAIN.sub("-", origin.camera)[:MOST_LETTERS]
    identity = f"{origin.camera}\0{origin.fingerprint}\0{start_us}"
    digest = hashlib.blake2b(identity.encode("utf-8"), digest_size=4).hexdigest()
    return folder / FOLDER / camera / f"{_moment(origin, start_us)}-{digest}"


def _moment(origin: Origin, start_us: int) -> str:
    if origin.recorded_us is None:
        return f"{start_us // 1_000_000:06}s"
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=origin.recorded_us + start_us)
    return moment.strftime("%Y%m%dT%H%M%SZ")
