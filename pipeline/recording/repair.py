"""Mending what the inventory found amiss. Nothing that can be played is ever removed."""

from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from pipeline.history.pictures import OWN_PATH
from pipeline.history.writer import HistoryWriter
from pipeline.recording.clip import Clip
from pipeline.recording.clip_file import is_being_written
from pipeline.recording.examination import examined, rescued
from pipeline.recording.inventory import Finding


@dataclass(frozen=True, slots=True)
class Repair:
    """What was done about a finding."""

    finding: Finding
    is_mended: bool
    detail: str
    """For a person: what was done, or why nothing was."""


def repair(finding: Finding, folder: Path, writer: HistoryWriter, now_us: int) -> Repair:
    """Mend what is safe to mend.

    Raises:
        OSError: A file cannot be read, renamed or removed.
        HistoryError: The history cannot be written.
    """
    file = folder / finding.path
    if _is_past(finding, file):
        return Repair(finding, is_mended=True, detail="nothing is amiss any more")
    match finding.kind:
        case "missing":
            writer.forget_recordings([finding.path])
            return Repair(finding, is_mended=True, detail="row dropped")
        case "size":
            return Repair(finding, is_mended=False, detail="left as it is: it may be evidence of a change")
        case "unknown":
            return _noted(finding, examined(file), folder, writer, now_us)
        case "interrupted":
            clip = rescued(file)
            if clip is None:
                file.unlink()
                return Repair(finding, is_mended=True, detail="removed: nothing of it can be played")
            return _noted(finding, clip, folder, writer, now_us)
        case other:
            assert_never(other)


def _is_past(finding: Finding, file: Path) -> bool:
    """True if a writer was at work since the clips were looked at."""
    if finding.kind == "missing":
        return file.exists()
    return finding.kind == "interrupted" and (not file.exists() or is_being_written(file))


def _noted(finding: Finding, clip: Clip | None, folder: Path, writer: HistoryWriter, now_us: int) -> Repair:
    """Write the row of a clip that says itself what it is."""
    if clip is None:
        return Repair(finding, is_mended=False, detail="left as it is: it is none of ours")
    recording = clip.recording(folder, now_us)
    if not OWN_PATH.fullmatch(recording.path):  # nothing there is ever removed, so it would stay for good
        return Repair(finding, is_mended=False, detail="left as it is: clips lie in recordings/CAMERA/")
    writer.record(recording)
    length_s = (clip.end_us - clip.start_us) / 1e6
    return Repair(finding, is_mended=True, detail=f"noted as {recording.path}, {length_s:.1f} s")
