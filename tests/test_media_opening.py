"""Bad input: one clear line that says what, where, expected and received."""

import os
import struct
from pathlib import Path

import pytest

from pipeline.errors import SourceError, SourceInvalid, SourceNotFound, SourceUnreadable
from pipeline.media.opening import open_source
from pipeline.media.video import VideoFile
from tests.videos import MovingSquare, cut_off, noise, write_pictures, write_sound, write_video

IMAGES = tuple(MovingSquare(frames=10).images())


def lying_avi(path: Path, side: int) -> Path:
    """Raw video whose header claims a square of the given side."""
    write_video(path, IMAGES, codec="rawvideo", pixel_format="yuv420p")
    content = bytearray(path.read_bytes())
    start = content.index(b"strf") + 12  # the chunk's name and size, then biSize
    content[start : start + 8] = struct.pack("<ii", side, side)
    path.write_bytes(content)
    return path


def bad_files(folder: Path) -> dict[str, tuple[Path, str]]:
    """Each kind of bad file with a part of the message it deserves."""
    text = folder / "text.mp4"
    text.write_text("this is no video\n" * 500)
    notes = folder / "notes.txt"
    notes.write_text("this is no video\n" * 500)
    empty = folder / "empty.mp4"
    empty.touch()
    random = folder / "random.mkv"
    random.write_bytes(noise(100_000))
    tiny = MovingSquare(width=1, height=1, frames=3).images()
    small = MovingSquare(width=15, height=200, frames=3).images()
    return {
        "empty": (empty, "expected video, the file is empty"),
        "text": (text, "expected video, found nothing that FFmpeg can read"),
        "text that FFmpeg would paint": (notes, "expected video, found text"),
        "noise": (random, "expected video, found nothing that FFmpeg can read"),
        "cut off before its index": (
            cut_off(write_video(folder / "cut.mp4", IMAGES), 0.8),
            "cut off before its index (moov)",
        ),
        "cut off within its index": (
            cut_off(write_video(folder / "within.mp4", IMAGES), 0.99),
            "cut off before its index (moov)",
        ),
        "sound only": (write_sound(folder / "sound.mp4"), "expected video, found audio only"),
        "1x1": (
            write_video(folder / "tiny.mkv", tiny, codec="ffv1", pixel_format="gray"),
            "expected pictures of at least 16x16 pixels, got 1x1",
        ),
        "narrow": (
            write_video(folder / "narrow.mkv", small, codec="ffv1"),
            "expected pictures of at least 16x16 pixels, got 15x200",
        ),
        "60000x60000": (
            lying_avi(folder / "lie.avi", 60_000),
            "no picture of up to 40,000,000 pixels can be decoded",
        ),
        "10000x10000": (
            lying_avi(folder / "large.avi", 10_000),
            "no picture of up to 40,000,000 pixels can be decoded",
        ),
        "one picture": (write_pictures(folder, IMAGES[:1]) / "img_0000.png", "found a single picture"),
        "device": (Path("/dev/null"), "expected a file or a folder, found a device or a pipe"),
    }


KINDS = (
    "empty",
    "text",
    "text that FFmpeg would paint",
    "noise",
    "cut off before its index",
    "cut off within its index",
    "sound only",
    "1x1",
    "narrow",
    "60000x60000",
    "10000x10000",
    "one picture",
    "device",
)


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, str]]:
    return bad_files(tmp_path_factory.mktemp("bad"))


@pytest.mark.parametrize("kind", KINDS)
def test_bad_file_is_refused_in_one_line(
    kind: str, bad: dict[str, tuple[Path, str]], capfd: pytest.CaptureFixture[str]
) -> None:
    path, message = bad[kind]
    with pytest.raises(SourceInvalid) as caught:
        open_source(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_no_kind_of_bad_file_is_left_out(bad: dict[str, tuple[Path, str]]) -> None:
    assert set(KINDS) == set(bad)


def test_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match=r"gone\.mp4: no such file or folder$"):
        open_source(tmp_path / "gone.mp4")


def test_pattern_without_pictures_is_not_found(tmp_path: Path) -> None:
    for path in (tmp_path / "img_%04d.png", tmp_path / "gone" / "img_%04d.png", tmp_path):
        with pytest.raises(SourceNotFound, match=r"found none$"):
            open_source(path)


def test_name_that_no_disk_can_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        open_source(tmp_path / ("x" * 5000))
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission_is_unreadable(tmp_path: Path) -> None:
    path = write_video(tmp_path / "clip.mp4", IMAGES)
    path.chmod(0)
    with pytest.raises(SourceUnreadable, match=r"clip\.mp4: no permission to read it$"):
        open_source(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_folder_without_permission_is_unreadable(tmp_path: Path) -> None:
    path = write_video(tmp_path / "clip.mp4", IMAGES)
    tmp_path.chmod(0)
    try:
        with pytest.raises(SourceUnreadable):
            open_source(path)
    finally:
        tmp_path.chmod(0o700)


def test_damage_is_not_chattered_about(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = write_video(tmp_path / "clip.ts", IMAGES * 10)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 5000] = noise(5000)
    path.write_bytes(content)
    video = VideoFile(path)
    assert sum(1 for _ in video.frames()) > 0
    assert video.report.error is not None
    assert capfd.readouterr() == ("", "")


def test_picture_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "pictures", IMAGES[:2])
    for picture in folder.iterdir():
        content = bytearray(picture.read_bytes())
        content[16:24] = struct.pack(">II", 60_000, 60_000)  # IHDR: width and height
        picture.write_bytes(content)
    with pytest.raises(SourceInvalid, match="can be decoded"):
        open_source(folder)
