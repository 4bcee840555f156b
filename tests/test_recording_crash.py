"""Clips whose writer died: what was written can be played, and is found again."""

import subprocess
import sys
import time
from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.recording.clip_file import PARTIAL, ClipFile, is_being_written
from pipeline.recording.cutting import clip_of_file
from pipeline.recording.examination import examined, rescued
from pipeline.recording.origin import Origin
from pipeline.recording.wishes import Span
from tests.footage import Footage

SECOND_US = 1_000_000
YARD = Origin("yard", "yard.mp4", "f" * 32, 1_795_435_200_000_000)

KINDS = {
    "MP4": Footage(sound="aac"),
    "QuickTime": Footage(sound="pcm_mulaw"),
    "Matroska": Footage("mjpeg"),
}

WRITER = """
import sys, time
from pathlib import Path
from pipeline.recording.origin import Origin
from pipeline.recording.reading import PacketFile
from pipeline.recording.recorder import Recorder, RecorderSettings
from pipeline.recording.ring import RingSettings

source, target = map(Path, sys.argv[1:])
settings = RecorderSettings(RingSettings(0), reserve_bytes=0)
recorder = Recorder(Origin("yard", "yard.mp4", "f" * 32), lambda _: target, settings)
recorder.request(0, 10**9)
for packet in PacketFile(source).packets():
    recorder.feed(packet)
    if packet.is_video:
        print(packet.time_us, flush=True)
        time.sleep(0.01)
"""


def source_of(kind: str, folder: Path) -> Path:
    return KINDS[kind].write(folder / ("a.avi" if kind == "Matroska" else "a.mov"))


def playable_s(path: Path) -> float:
    """Decode all that can be decoded; gives the time of the last picture, -1 if there is none."""
    last = -1.0
    try:
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                last = max(last, frame.time or 0.0)
    except (av.FFmpegError, IndexError):
        return last
    return last


@pytest.mark.parametrize("kind", KINDS)
def test_clip_cut_off_anywhere_plays_up_to_there(tmp_path: Path, kind: str) -> None:
    (clip,) = clip_of_file(source_of(kind, tmp_path), Span(0, 10 * SECOND_US), tmp_path / "clip", YARD)
    content = clip.path.read_bytes()
    whole_s = playable_s(clip.path)
    assert whole_s >= 9.8
    for share in np.random.default_rng(4).uniform(0.2, 1, 12):
        cut = tmp_path / f"cut{clip.path.suffix}"
        cut.write_bytes(content[: int(len(content) * share)])
        # Packets are about equally large: what stands in the last two fragments may be missing.
        assert playable_s(cut) >= share * whole_s - 2.2, share
        found = examined(cut)
        assert found is not None
        assert (found.origin, found.start_us) == (YARD, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_writer_that_is_killed_leaves_a_clip(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "clips" / "clip"
    command = [sys.executable, "-c", WRITER, str(source_of(kind, tmp_path)), str(target)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
    ) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            if int(line) >= 6 * SECOND_US:
                break
        (partial,) = target.parent.iterdir()
        assert is_being_written(partial)
        writer.kill()
    assert not is_being_written(partial)
    assert partial.name.endswith(PARTIAL)
    assert playable_s(partial) >= 4
    before = partial.read_bytes()
    clip = rescued(partial)
    assert clip is not None
    assert clip.path.read_bytes() == before
    assert clip.path.name == partial.name.removesuffix(PARTIAL)
    assert clip.end_us >= 4 * SECOND_US
    assert list(target.parent.iterdir()) == [clip.path]


def test_clip_left_by_a_dead_writer_replaces_none_that_was_made_since(tmp_path: Path) -> None:
    (clip,) = clip_of_file(source_of("MP4", tmp_path), Span(0, 3 * SECOND_US), tmp_path / "clip", YARD)
    partial = clip.path.with_name(clip.path.name + PARTIAL)
    partial.write_bytes(clip.path.read_bytes()[:-500])
    left = rescued(partial)
    assert left is not None
    assert left.path.name == f"clip-2{clip.path.suffix}"
    assert examined(clip.path) == clip


@pytest.mark.parametrize("content", [b"", b"\0\0\0\x1cftypiso5", b"no clip at all"])
def test_what_cannot_be_played_is_no_clip(tmp_path: Path, content: bytes) -> None:
    partial = tmp_path / f"clip.mp4{PARTIAL}"
    partial.write_bytes(content)
    assert rescued(partial) is None
    assert partial.exists()


def test_file_of_others_is_no_clip_of_ours(tmp_path: Path) -> None:
    assert examined(Footage(seconds=2).write(tmp_path / "holiday.mp4")) is None


def test_clip_is_written_by_one_at_a_time(tmp_path: Path) -> None:
    file = ClipFile(tmp_path / "clip.mp4", sync_s=5)
    file.write(b"first")
    with pytest.raises(BlockingIOError):
        ClipFile(tmp_path / "clip.mp4", sync_s=5)
    assert file.partial.read_bytes() == b"first"
    file.finish()
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_clip_is_brought_to_the_disk_as_it_grows(tmp_path: Path) -> None:
    file = ClipFile(tmp_path / "clip.mp4", sync_s=1e-9)
    time.sleep(0.001)
    assert file.write(b"some") == 4
    assert file.seek(0) == 0
    file.write(b"S")
    assert file.tell() == 1
    file.abandon()
    assert file.closed
    assert file.partial.read_bytes() == b"Some"
