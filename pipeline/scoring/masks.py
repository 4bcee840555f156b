"""Masks of what moves, pixel by pixel, against CDnet truth."""

import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

import cv2
import numpy as np

from pipeline.errors import TruthInvalid
from pipeline.scoring.tally import Tally
from pipeline.values import Image, Mask

MOVING = 255
STILL = (0, 50)
"""Background, and the shadow of something that moves. All else (85 outside, 170 unknown) is not scored."""


@dataclass(frozen=True, slots=True)
class MaskScore:
    """How well moving pixels were found in one clip."""

    tally: Tally
    """Pixels of all scored frames."""
    frames: int
    """Frames that were scored: truth speaks of them, and a mask was given."""
    truth_frames: int
    """Frames that truth speaks of."""


class MaskTruth:
    """A folder of CDnet masks (`gt000470.png` is the truth of frame 470, counted from 1), read one by one.

    Source: Goyette et al. 2012, doi:10.1109/CVPRW.2012.6238919.
    """

    def __init__(self, path: Path, covers_frame: Callable[[int], bool]) -> None:
        """List the masks.

        Args:
            path: The folder. If there is none, but one of its parents is a ZIP file (`a/b/c` in `a/b.zip` or
                `a.zip`), the folder in that.
            covers_frame: Tells which frames, counted from 1, are to be scored.

        Raises:
            TruthInvalid: There is neither, or it holds no masks.
        """
        numbered = ((re.search(r"(\d+)\.png$", entry.name), entry) for entry in _folder(path).iterdir())
        found = {int(match[1]): entry for match, entry in numbered if match}
        self._entries = {number: entry for number, entry in found.items() if covers_frame(number)}
        if not self._entries:
            raise TruthInvalid(
                f"{path}: expected CDnet masks (gtNNNNNN.png) of the scored frames, received none"
            )

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, number: int) -> bool:
        return number in self._entries

    def __getitem__(self, number: int) -> Image:
        """Decode the truth of a frame.

        Returns:
            `uint8 (H, W)`: 0 still, 50 shadow, 85 outside, 170 unknown, 255 moving.

        Raises:
            TruthInvalid: The file is no picture.
        """
        entry = self._entries[number]
        picture = cv2.imdecode(np.frombuffer(entry.read_bytes(), np.uint8), cv2.IMREAD_GRAYSCALE)
        if picture is None:
            raise TruthInvalid(f"{entry}: expected a PNG mask, received something else")
        return np.asarray(picture, dtype=np.uint8)


def score_masks(masks: Iterable[tuple[int, Mask]], truth: MaskTruth) -> MaskScore:
    """Count the pixels of all frames that have both a mask and a truth.

    Args:
        masks: Frame indices, from 0, with the masks found, of any size.
        truth: The true masks by frame number, from 1.
    """
    tallies = [count_pixels(mask, truth[index + 1]) for index, mask in masks if index + 1 in truth]
    return MaskScore(sum(tallies, Tally()), len(tallies), len(truth))


def count_pixels(mask: Mask, truth: Image) -> Tally:
    """Compare one mask with its truth.

    Args:
        mask: `uint8 (h, w)`, 255 where something moves; scaled to the truth's size if it has another.
        truth: `uint8 (H, W)`, CDnet values.
    """
    height, width = truth.shape
    if mask.shape != truth.shape:
        mask = np.asarray(cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
    said, moving, still = mask > 127, truth == MOVING, np.isin(truth, STILL)
    return Tally(*(int(np.count_nonzero(part)) for part in (said & moving, ~said & moving, said & still)))


def _folder(path: Path) -> Traversable:
    """Find the folder itself, or in the ZIP file that stands in place of one of its parents."""
    if path.is_dir():
        return path
    for parent in (path, *path.parents[:-1]):
        archive = parent.with_name(f"{parent.name}.zip")
        if archive.is_file():
            return _inside(archive, path.relative_to(parent).as_posix())
    raise TruthInvalid(f"{path}: expected a folder of masks, or a ZIP file in its place, received neither")


def _inside(archive: Path, folder: str) -> Traversable:
    try:
        return zipfile.Path(archive, "" if folder == "." else f"{folder}/")
    except (OSError, zipfile.BadZipFile) as error:
        raise TruthInvalid(f"{archive}: expected a ZIP file of masks, received: {error}") from error
