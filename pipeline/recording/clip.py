"""A finished clip."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pipeline.history.recording import Recording
from pipeline.recording.origin import Origin


@dataclass(frozen=True, slots=True)
class Clip:
    """A file with a stretch of a source in it."""

    path: Path
    origin: Origin
    start_us: int
    """First picture, on the source's clock; it is a key frame."""
    end_us: int
    """End of the last picture, on the source's clock."""
    bytes: int
    sha256: str
    """Of the file, in hexadecimal."""
    codec: str
    has_audio: bool

    def recording(self, folder: Path, created_us: int) -> Recording:
        """What the history at `folder` notes of it.

        Raises:
            ValueError: The clip is not below the folder.
        """
        return Recording(
            self.path.relative_to(folder).as_posix(), self.origin.camera, self.origin.source,
            self.origin.fingerprint, self.start_us, self.end_us, self.origin.recorded_us, self.bytes,
            self.sha256, self.codec, self.has_audio, created_us,
        )  # fmt: skip


def sha256_of(path: Path) -> str:
    """Digest a file, in hexadecimal.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
