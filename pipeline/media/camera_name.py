"""What to call the camera of a file that nobody named."""

from pathlib import Path

from pipeline.media.images import strip_number_field
from pipeline.media.name_date import bare_name, dates_in, is_day, is_time

MARKS = " _-.,@"
"""What recorders put between a camera's name and the date."""

DEFAULT_NAME = "camera"


def camera_name(path: Path) -> str:
    """Name the camera after the file, without its date, or else after the nearest folder that is no date.

    `tfl_a13_201709042122.mp4` is `tfl_a13`; `2026-11-23/14.22.mp4` is called as the folder above the day.
    """
    own = _without_dates(strip_number_field(bare_name(path)))
    folders = (folder.name for folder in path.parents)
    return own or next(filter(None, map(_folder_name, folders)), DEFAULT_NAME)


def _without_dates(name: str) -> str:
    """What stands before the first date, or, if nothing does, behind the last."""
    dates = list(dates_in(name))
    if not dates:
        return "" if is_time(name) else name.strip(MARKS)
    return name[: dates[0].start].strip(MARKS) or name[dates[-1].end :].strip(MARKS)


def _folder_name(name: str) -> str:
    """A folder's name if it can be a camera's: no date, no hour, no serial number."""
    return "" if name.isdigit() or is_day(name) or name in {"..", "."} else _without_dates(name)
