"""What every source does, and what picture sequences do besides."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.errors import SourceInvalid, SourceNotFound
from pipeline.media.images import ImageSequence
from pipeline.media.opening import open_source
from pipeline.media.source import Source
from tests.videos import MovingSquare, cut_off, matches, write_pictures, write_video

SCENE = MovingSquare(frames=12)
IMAGES = tuple(SCENE.images())


def video_file(folder: Path) -> Path:
    return write_video(folder / "clip.mp4", IMAGES, fps=2)


def picture_folder(folder: Path) -> Path:
    return write_pictures(folder / "pictures", IMAGES)


def picture_pattern(folder: Path) -> Path:
    return write_pictures(folder / "pictures", IMAGES, "cam-{:02d}.jpg") / "cam-%02d.jpg"


Maker = Callable[[Path], Path]
MAKERS: dict[str, Maker] = {
    "video": video_file,
    "folder of pictures": picture_folder,
    "pattern of pictures": picture_pattern,
}


@pytest.fixture(params=list(MAKERS))
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Source:
    """Twelve pictures, two a second."""
    return open_source(MAKERS[request.param](tmp_path), pictures_per_second=2)


def test_source_gives_every_picture_at_its_time(source: Source) -> None:
    frames = list(source.frames())
    assert [frame.index for frame in frames] == list(range(12))
    assert [frame.time_us for frame in frames] == [number * 500_000 for number in range(12)]
    assert all(matches(frame.picture.rgb(), IMAGES[frame.index], tolerance=5) for frame in frames)


def test_source_tells_about_itself(source: Source) -> None:
    assert (source.width, source.height, source.fps) == (320, 240, 2.0)
    assert source.duration_us == 6_000_000
    assert source.codec in {"h264", "png", "jpg"}
    assert isinstance(dict(source.metadata), dict)


def test_source_reports_what_was_read(source: Source) -> None:
    assert source.report.frames == 0
    for frame in source.frames():
        assert source.report.frames == frame.index + 1
    assert source.report.frames == 12
    assert source.report.duration_us == 6_000_000
    assert source.report.unseen == ()
    assert source.report.error is None


def test_source_gives_samples_of_its_start(source: Source) -> None:
    pictures = list(source.sample_pictures(3_000_000, 3))
    assert 2 <= len(pictures) <= 3
    assert matches(pictures[0].rgb(), IMAGES[0], tolerance=5)
    assert 5 <= len(list(source.sample_pictures(60_000_000, 100))) <= 12


def test_pictures_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "pictures", IMAGES, "img{}.png")
    seen = [frame.picture.rgb() for frame in ImageSequence(folder).frames()]
    assert all(matches(ours, theirs, tolerance=5) for ours, theirs in zip(seen, IMAGES, strict=True))


def test_picture_that_cannot_be_decoded_is_unseen(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "pictures", IMAGES)
    (folder / "img_0005.png").write_bytes(b"no picture")
    cut_off(folder / "img_0006.png", 0.1)
    sequence = ImageSequence(folder)
    frames = list(sequence.frames())
    assert [frame.time_us for frame in frames][4:6] == [4_000_000, 7_000_000]
    assert sequence.report.unseen == ((5_000_000, 7_000_000),)
    assert sequence.report.error == "damaged at 5.0 s: img_0005.png cannot be decoded"
    assert [frame.index for frame in frames] == list(range(10))


def test_missing_last_picture_is_unseen(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "pictures", IMAGES)
    (folder / "img_0011.png").write_bytes(b"")
    sequence = ImageSequence(folder)
    assert sum(1 for _ in sequence.frames()) == 11
    assert sequence.report.unseen == ((11_000_000, 12_000_000),)


def test_rate_of_pictures_is_exact(tmp_path: Path) -> None:
    sequence = ImageSequence(write_pictures(tmp_path / "pictures", IMAGES), fps=3)
    times = [frame.time_us for frame in sequence.frames()]
    assert times[-1] == round(11e6 / 3)
    assert all(abs(later - earlier - 1e6 / 3) <= 1 for earlier, later in pairwise(times))


def test_rate_must_be_positive(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="positive, got 0"):
        ImageSequence(write_pictures(tmp_path / "pictures", IMAGES), fps=0)


def test_one_picture_is_no_sequence(tmp_path: Path) -> None:
    with pytest.raises(SourceInvalid, match="at least 2 pictures, found 1"):
        open_source(write_pictures(tmp_path / "pictures", IMAGES[:1]))


def test_pictures_of_all_kinds_of_names_are_no_sequence(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "pictures", IMAGES[:2])
    (folder / "img_0001.png").rename(folder / "holiday1.png")
    with pytest.raises(SourceNotFound, match="named alike"):
        open_source(folder)


def test_folder_of_broken_pictures_is_refused(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "pictures", IMAGES[:2])
    for picture in folder.iterdir():
        picture.write_bytes(b"no picture")
    with pytest.raises(SourceInvalid, match="none of 2 can be decoded"):
        open_source(folder)
