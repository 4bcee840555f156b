"""Opening whatever a person gave to be watched."""

import os
import struct
from pathlib import Path

from pipeline.errors import SourceError, SourceInvalid, SourceNotFound, SourceUnreadable
from pipeline.media.images import ImageSequence, is_pattern
from pipeline.media.source import Source
from pipeline.media.video import VideoFile


def open_source(path: Path, decoder_threads: int = 1, pictures_per_second: float = 1.0) -> Source:
    """Open a video file, a folder of numbered pictures, or a pattern of them.

    Raises:
        SourceNotFound: Nothing is there.
        SourceUnreadable: We may not read it.
        SourceInvalid: It is no video: empty, something else, cut off before its index, of an absurd size.
    """
    if is_pattern(path):
        return ImageSequence(path, pictures_per_second)
    try:
        _check_access(path)
        if path.is_dir():
            return ImageSequence(path, pictures_per_second)
        _check_content(path)
    except SourceError:
        raise
    except PermissionError as error:
        raise SourceUnreadable(f"{path}: no permission to read it") from error
    except OSError as error:
        raise SourceInvalid(f"{path}: expected a file that can be read: {error.strerror}") from error
    return VideoFile(path, decoder_threads)


def _check_access(path: Path) -> None:
    if not path.exists():
        raise SourceNotFound(f"{path}: no such file or folder")
    if not os.access(path, os.R_OK):
        raise SourceUnreadable(f"{path}: no permission to read it")


def _check_content(path: Path) -> None:
    """Name the two most frequent faults of recordings, for which FFmpeg has no words of its own."""
    if not path.is_file():
        raise SourceInvalid(f"{path}: expected a file or a folder, found a device or a pipe")
    if path.stat().st_size == 0:
        raise SourceInvalid(f"{path}: expected video, the file is empty")
    if _lacks_index(path):
        raise SourceInvalid(f"{path}: cut off before its index (moov): the recording was not finished")


def _lacks_index(path: Path) -> bool:
    """True for an MP4 or QuickTime file without a whole `moov` box.

    Source: ISO/IEC 14496-12, 4.2: each box starts with its size and its kind, 32 bits each. The size 1 says
    that the true one follows in 64 bits, 0 that the box goes to the end of the file.
    """
    end = path.stat().st_size
    offset = 0
    with path.open("rb") as file:
        while len(start := file.read(16)) >= 8:
            size, kind = struct.unpack_from(">I4s", start)
            if offset == 0 and kind != b"ftyp":
                return False
            if size == 1 and len(start) == 16:
                (size,) = struct.unpack_from(">Q", start, 8)
            if kind == b"moov":
                return bool(offset + size > end)
            offset = offset + max(size, 8) if size else end
            file.seek(offset)
    return offset > 0
