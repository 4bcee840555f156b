"""A source is known again by its content."""

import shutil
from pathlib import Path

import pytest

from pipeline.media.fingerprint import fingerprint
from tests.videos import MovingSquare, noise, overwrite, write_pictures

SIZES = [0, 1, 65_536, 1_000_000, 4_194_304, 4_194_305, 9_000_000]


def write(path: Path, size: int) -> Path:
    path.write_bytes(noise(size))
    return path


@pytest.mark.parametrize("size", SIZES)
def test_same_content_under_another_name_is_the_same(tmp_path: Path, size: int) -> None:
    path = write(tmp_path / "one.mp4", size)
    copy = Path(shutil.copy(path, tmp_path / "two.mkv"))
    assert fingerprint(path) == fingerprint(copy)
    assert len(fingerprint(path)) == 32


def test_every_size_differs(tmp_path: Path) -> None:
    assert len({fingerprint(write(tmp_path / str(size), size)) for size in SIZES}) == len(SIZES)


@pytest.mark.parametrize("at", [0.0, 0.3, 0.999], ids=["head", "middle", "tail"])
@pytest.mark.parametrize("size", [3_000_000, 4_194_304])
def test_small_files_are_read_in_full(tmp_path: Path, size: int, at: float) -> None:
    path = write(tmp_path / "one.mp4", size)
    before = fingerprint(path)
    assert fingerprint(overwrite(path, at, b"changed")) != before


@pytest.mark.parametrize("at", [0.0, 0.99999], ids=["head", "tail"])
def test_ends_of_large_files_count(tmp_path: Path, at: float) -> None:
    path = write(tmp_path / "one.mp4", 20_000_000)
    before = fingerprint(path)
    assert fingerprint(overwrite(path, at, b"changed")) != before


def test_a_longer_change_within_a_large_file_counts(tmp_path: Path) -> None:
    path = write(tmp_path / "one.mp4", 20_000_000)
    before = fingerprint(path)
    assert fingerprint(overwrite(path, 0.5, noise(400_000, seed=1))) != before


def test_sequence_is_known_by_its_pictures(tmp_path: Path) -> None:
    images = list(MovingSquare(frames=4).images())
    first = write_pictures(tmp_path / "first", images)
    second = write_pictures(tmp_path / "second", images)
    assert fingerprint(first) == fingerprint(second) == fingerprint(first / "img_%04d.png")
    (second / "img_0003.png").unlink()
    assert fingerprint(first) != fingerprint(second)
