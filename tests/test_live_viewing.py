"""From packets to tasks: learning, catching up, leaving out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from pipeline.analyse import small
from pipeline.live.task import Closing, Look, Opening, Task
from pipeline.live.viewing import Viewing
from pipeline.media.source import Frame
from pipeline.media.thinning import thinned
from pipeline.media.video import VideoFile
from pipeline.recording.packet import TimedPacket
from pipeline.recording.reading import PacketFile
from tests.footage import Footage
from tests.live_samples import QUICK, passer


@dataclass(slots=True)
class Viewer:
    """Notes the tasks, and has room for so many pictures until told that they were looked at."""

    places: int = 1000
    is_known: bool = False
    rate_hz: float = 10.0
    tasks: list[Task] = field(default_factory=list)
    waiting: int = 0
    arrivals: int = 0
    dropped: int = 0
    lessons: list[float] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)

    def put(self, task: Task) -> None:
        self.tasks.append(task)
        self.waiting += isinstance(task, Look)

    def wait_for_room(self, _within_s: float) -> bool:
        return self.waiting < self.places

    def knows(self, _size_wh: tuple[int, int], _time_us: int) -> bool:
        return self.is_known

    def fingerprint(self, size_wh: tuple[int, int]) -> str:
        return f"watch of {size_wh[0]}"

    def note_lesson(self, span_s: float) -> None:
        self.lessons.append(span_s)

    def note_arrival(self) -> None:
        self.arrivals += 1

    def note_frame(self, frame: Frame) -> None:
        self.frames.append(frame)

    def note_dropped(self, count: int) -> None:
        self.dropped += count

    @property
    def looks(self) -> list[Look]:
        return [task for task in self.tasks if isinstance(task, Look)]

    @property
    def openings(self) -> list[Opening]:
        return [task for task in self.tasks if isinstance(task, Opening)]

    @property
    def times_us(self) -> list[int]:
        return [look.frame.time_us for look in self.looks]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return passer(tmp_path_factory.mktemp("viewing") / "passer.mp4")


def feed(viewing: Viewing, packets: Sequence[TimedPacket]) -> None:
    for packet in packets:
        viewing.take(packet)


def packets(file: Path) -> list[TimedPacket]:
    return list(PacketFile(file, with_audio=False).packets())


def test_scene_is_learnt_from_the_first_seconds_which_are_then_looked_at(clip: Path) -> None:
    viewer = Viewer()
    viewing = Viewing(viewer, QUICK)
    feed(viewing, packets(clip))
    viewing.finish(lambda: True)
    video = VideoFile(clip)
    expected = [small(picture, 352) for picture in video.sample_pictures(500_000, QUICK.prime_pictures)]
    (opening,) = viewer.openings
    assert all(np.array_equal(*pair) for pair in zip(opening.samples, expected, strict=True))
    assert viewer.times_us == [frame.time_us for frame in thinned(video.frames(), 10.0)]
    assert viewer.arrivals == 60


def test_pictures_out_of_order_are_looked_at_in_order(tmp_path: Path) -> None:
    clip = Footage(b_frames=3, seconds=3).write(tmp_path / "b.mp4")
    viewer = Viewer()
    viewing = Viewing(viewer, QUICK)
    feed(viewing, packets(clip))
    viewing.finish(lambda: True)
    assert viewer.times_us == [frame.time_us for frame in VideoFile(clip).frames()]


def test_known_scene_is_looked_at_from_the_first_picture(clip: Path) -> None:
    viewer = Viewer(is_known=True)
    viewing = Viewing(viewer, QUICK)
    feed(viewing, packets(clip)[:3])
    assert viewer.openings[0].samples == ()
    assert len(viewer.looks) == 3
    assert all(look.is_live for look in viewer.looks)


def test_nothing_before_the_first_key_frame_is_looked_at(clip: Path) -> None:
    viewer = Viewer(is_known=True)
    viewing = Viewing(viewer, QUICK)
    feed(viewing, packets(clip)[2:12])
    assert viewer.times_us[0] == 500_000


def test_what_waits_behind_a_lesson_is_caught_up_with_as_there_is_room(clip: Path) -> None:
    viewer = Viewer(places=2)
    viewing = Viewing(viewer, QUICK)
    arriving = packets(clip)
    feed(viewing, arriving[:6])
    assert len(viewer.looks) == 2
    assert not any(look.is_live for look in viewer.looks)
    for packet in arriving[6:]:
        viewer.waiting = 0
        viewing.take(packet)
    assert viewer.times_us == [number * 100_000 for number in range(len(viewer.looks))]
    assert viewer.dropped == 0
    assert [look.is_live for look in viewer.looks] == sorted(look.is_live for look in viewer.looks)
    assert viewer.looks[-1].is_live
    assert viewer.times_us[-1] == 5_900_000


def test_far_behind_goes_on_with_the_latest_key_frame_and_counts(clip: Path) -> None:
    viewer = Viewer(places=1, is_known=True)
    viewing = Viewing(viewer, QUICK)
    arriving = packets(clip)
    feed(viewing, arriving[:33])
    viewer.waiting = 0
    feed(viewing, arriving[33:34])
    assert viewer.times_us == [0, 3_000_000]
    assert viewer.dropped == 29


def test_rate_follows_the_governor(clip: Path) -> None:
    viewer = Viewer(is_known=True)
    viewing = Viewing(viewer, QUICK)
    arriving = packets(clip)
    feed(viewing, arriving[:10])
    viewer.rate_hz = 2.0
    feed(viewing, arriving[10:])
    steps = [later - sooner for sooner, later in pairwise(viewer.times_us[11:])]
    assert set(steps) == {500_000}
    assert len(viewer.frames) >= 60


def test_other_parameters_on_the_way_are_learnt_anew(clip: Path, tmp_path: Path) -> None:
    viewer = Viewer()
    viewing = Viewing(viewer, QUICK)
    feed(viewing, packets(clip)[:20])
    feed(viewing, packets(passer(tmp_path / "wide.mp4", width=400, frames=20)))
    kinds = [type(task) for task in viewer.tasks if not isinstance(task, Look)]
    assert kinds == [Closing, Opening, Closing, Opening]
    assert [opening.size_wh for opening in viewer.openings] == [(320, 240), (400, 240)]
    assert viewer.openings[0].fingerprint != viewer.openings[1].fingerprint
    assert len(viewer.looks) == 40


def test_connection_that_ends_early_is_still_looked_at(clip: Path) -> None:
    viewer = Viewer()
    viewing = Viewing(viewer, QUICK)
    feed(viewing, packets(clip)[:3])
    assert not viewer.looks
    viewing.finish(lambda: True)
    assert len(viewer.openings[0].samples) >= 1
    assert len(viewer.looks) == 3


def test_nothing_more_is_done_when_all_must_end(clip: Path) -> None:
    viewer = Viewer()
    viewing = Viewing(viewer, QUICK)
    feed(viewing, packets(clip)[:3])
    viewing.finish(lambda: False)
    assert not viewer.looks
