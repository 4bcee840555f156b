"""Masks against CDnet truth, pixel by pixel."""

import zipfile
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from pipeline.errors import TruthInvalid
from pipeline.scoring.masks import MaskTruth, count_pixels, score_masks
from pipeline.scoring.tally import Tally

SHARED = Path(__file__).parents[2] / "shared" / "data"
TRUTH = np.array([[0, 50, 85, 170, 255], [0, 50, 85, 170, 255]], np.uint8)


def always(number: int) -> bool:
    return number > 0


def write_masks(folder: Path, *numbers: int) -> Path:
    folder.mkdir(parents=True)
    for number in numbers:
        cv2.imwrite(str(folder / f"gt{number:06d}.png"), TRUTH)
    return folder


def mask(*rows: str) -> npt.NDArray[np.uint8]:
    return np.array([[255 if sign == "#" else 0 for sign in row] for row in rows], np.uint8)


def test_shadow_is_background_and_unknown_is_not_scored() -> None:
    assert count_pixels(mask("#####", "....."), TRUTH) == Tally(hits=1, missed=1, false=2)
    assert count_pixels(mask("..##.", "..###"), TRUTH) == Tally(hits=1, missed=1, false=0)


def test_f_measure_over_all_frames_is_of_the_sums(tmp_path: Path) -> None:
    truth = MaskTruth(write_masks(tmp_path / "gt", 3, 4, 9), always)
    score = score_masks(
        [(2, mask("....#", "....#")), (3, mask("#....", ".....")), (5, mask("#####", "#####"))], truth
    )
    assert score.tally == Tally(hits=2, missed=2, false=1)
    assert (score.frames, score.truth_frames) == (2, 3)
    assert score.tally.f1 == pytest.approx(2 * 2 / (2 * 2 + 2 + 1))


def test_mask_of_another_size_is_scaled_to_the_truth() -> None:
    truth = np.zeros((8, 8), np.uint8)
    truth[:, 4:] = 255
    assert count_pixels(mask(".#", ".#"), truth) == Tally(hits=32)
    large = np.zeros((16, 16), np.uint8)
    large[:, 8:] = 255
    assert count_pixels(large, truth) == Tally(hits=32)


def test_frames_outside_the_range_are_not_scored(tmp_path: Path) -> None:
    truth = MaskTruth(write_masks(tmp_path / "gt", 1, 2, 3, 4), lambda number: 2 <= number <= 3)
    assert [number in truth for number in range(1, 5)] == [False, True, True, False]


@pytest.mark.parametrize(
    "archive", ["highway.zip", "highway/groundtruth.zip"], ids=["of the parent", "of the folder"]
)
def test_masks_may_stand_in_a_zip(tmp_path: Path, archive: str) -> None:
    folder = write_masks(tmp_path / "made", 7)
    path = tmp_path / archive
    path.parent.mkdir(exist_ok=True)
    inner = "groundtruth/" if archive == "highway.zip" else ""
    with zipfile.ZipFile(path, "w") as file:
        for entry in folder.iterdir():
            file.write(entry, f"{inner}{entry.name}")
    truth = MaskTruth(tmp_path / "highway" / "groundtruth", always)
    assert np.array_equal(truth[7], TRUTH)


def test_missing_masks_are_told(tmp_path: Path) -> None:
    with pytest.raises(
        TruthInvalid, match=r"highway: expected a folder of masks, or a ZIP file in its place"
    ):
        MaskTruth(tmp_path / "highway", always)
    (tmp_path / "highway").mkdir()
    with pytest.raises(TruthInvalid, match=r"highway: expected CDnet masks .* received none"):
        MaskTruth(tmp_path / "highway", always)


def test_broken_zip_and_broken_picture_are_told(tmp_path: Path) -> None:
    (tmp_path / "highway.zip").write_bytes(b"no zip")
    with pytest.raises(TruthInvalid, match=r"highway.zip: expected a ZIP file of masks"):
        MaskTruth(tmp_path / "highway", always)
    folder = write_masks(tmp_path / "gt")
    (folder / "gt000001.png").write_bytes(b"no picture")
    with pytest.raises(TruthInvalid, match=r"gt000001.png: expected a PNG mask"):
        MaskTruth(folder, always)[1]


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is absent")
def test_truth_of_the_shared_footage_finds_itself() -> None:
    truth = MaskTruth(
        SHARED / "truth" / "cdnet_highway" / "groundtruth", lambda number: 470 <= number <= 1700
    )
    assert len(truth) == 1231
    moving = [(index, (truth[index + 1] == 255).astype(np.uint8) * 255) for index in (700, 701)]
    assert score_masks(moving, truth).tally.f1 == 1.0
