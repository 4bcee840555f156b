"""Cameras whose pictures another process looks at."""

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import pipeline.live.worker as worker_module
from pipeline.live.remote_sight import RemoteSight
from pipeline.live.sight import Sight, SightSettings
from pipeline.live.task import Closing, Look, Task
from pipeline.live.worker import Worker
from pipeline.live.workers import Workers
from pipeline.media.video import VideoFile
from tests.live_samples import QUICK, AllPersons, Notes, passer
from tests.test_live_sight import YEAR_2026_US, live, opening, perform

SETTINGS = SightSettings(QUICK)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return passer(tmp_path_factory.mktemp("workers") / "passer.mp4")


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    worker = Worker("analyst", AllPersons())
    yield worker
    worker.stop(10)


def remote(worker: Worker, notes: Notes) -> RemoteSight:
    return RemoteSight("yard", "rtsp://yard/low", worker, SETTINGS, notes)


def do(seen: RemoteSight, tasks: Sequence[Task]) -> float:
    return sum(seen.perform(task) for task in tasks)


def tasks_of(clip: Path) -> list[Task]:
    video = VideoFile(clip)
    return [opening(video), *live(list(video.frames())), Closing()]


def test_another_process_tells_what_this_one_would(clip: Path, worker: Worker) -> None:
    here, there = Notes(), Notes()
    perform(Sight("yard", "rtsp://yard/low", AllPersons(), SETTINGS, here), *tasks_of(clip))
    used_s = do(remote(worker, there), tasks_of(clip))
    assert there.scenes == here.scenes
    assert [step.observation for _, step in there.steps] == [step.observation for _, step in here.steps]
    assert [step.noted for _, step in there.steps] == [step.noted for _, step in here.steps]
    (expected,), (found,) = here.findings, there.findings
    assert found.event == expected.event
    assert found.snapshot is not None
    assert expected.snapshot is not None
    assert (found.snapshot == expected.snapshot).all()
    assert 0 < used_s < 60


def test_cameras_that_share_a_process_are_told_what_each_would_be_told_alone(
    clip: Path, worker: Worker
) -> None:
    alone, notes = Notes(), {name: Notes() for name in ("yard", "gate", "door")}
    perform(Sight("yard", "rtsp://yard/low", AllPersons(), SETTINGS, alone), *tasks_of(clip))
    sights = [RemoteSight(name, "rtsp://yard/low", worker, SETTINGS, told) for name, told in notes.items()]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda seen: do(seen, tasks_of(clip)), sights))
    expected = [step.observation and step.observation.tracks for _, step in alone.steps]
    for name, told in notes.items():
        assert [step.observation and step.observation.tracks for _, step in told.steps] == expected
        assert {scene.camera for scene, _ in told.steps} == {name}


def test_learnt_scene_comes_back_when_a_camera_is_over(clip: Path, worker: Worker) -> None:
    tasks = tasks_of(clip)
    seen = remote(worker, Notes())
    do(seen, tasks[:10])
    last = tasks[9]
    assert isinstance(last, Look)
    assert seen.memory is None
    assert seen.knows((320, 240), last.frame.time_us)
    assert not seen.knows((640, 480), last.frame.time_us)
    seen.leave(is_done=True)
    assert seen.memory is not None
    assert seen.memory.known.time_us == last.frame.time_us
    later, notes = remote(worker, Notes()), Notes()
    later.memory = seen.memory
    assert later.knows((320, 240), last.frame.time_us)
    assert notes.scenes == []


def test_process_that_is_lost_costs_one_picture_and_its_events_go_on_under_other_names(clip: Path) -> None:
    notes, worker = Notes(), Worker("short-lived", AllPersons())
    seen = remote(worker, notes)
    tasks = tasks_of(clip)
    try:
        do(seen, tasks[:5])
        (child,) = (child for child in multiprocessing.active_children() if child.name == "short-lived")
        child.kill()
        with pytest.raises(OSError, match=r"worker process short-lived was lost \(exit code -9\)"):
            seen.perform(tasks[5])
        assert not seen.knows((320, 240), YEAR_2026_US)
        do(seen, tasks[6:10])
    finally:
        worker.stop(10)
    assert [scene.number for scene in notes.scenes] == [0, 1]
    assert {scene.fingerprint for scene in notes.scenes} == {"watch"}
    assert len(notes.steps) == 4 + 4


def test_process_that_hangs_is_given_up(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "PATIENCE_S", 3)
    worker = Worker("hanging", AllPersons())
    seen = remote(worker, Notes())
    tasks = tasks_of(clip)
    try:
        do(seen, tasks[:3])
        (child,) = (child for child in multiprocessing.active_children() if child.name == "hanging")
        assert child.pid is not None
        os.kill(child.pid, signal.SIGSTOP)
        with pytest.raises(OSError, match=r"worker process hanging was lost \(exit code -9\)"):
            seen.perform(tasks[3])
        do(seen, tasks[4:6])
    finally:
        worker.stop(10)


def test_what_fails_in_the_process_is_told_here_and_the_next_picture_begins_anew(
    clip: Path, worker: Worker
) -> None:
    notes = Notes()
    seen = remote(worker, notes)
    tasks = tasks_of(clip)
    do(seen, tasks[:3])
    other = VideoFile(passer(clip.with_name("small.mp4"), width=160))
    stray = [next(iter(other.frames()))]
    with pytest.raises(RuntimeError, match="Traceback"):
        seen.perform(live(stray, YEAR_2026_US + 2_000_000)[0])
    do(seen, tasks[20:23])
    assert [scene.number for scene in notes.scenes] == [0, 1]


def test_processes_are_started_for_many_cameras_only_and_share_them() -> None:
    workers = Workers(AllPersons(), most=2, few=2)
    try:
        workers.expect(2)
        assert workers.choose() is None
        workers.expect(3)
        chosen = []
        for _ in range(4):
            worker = workers.choose()
            assert worker is not None
            chosen.append(worker)
            RemoteSight("yard", "rtsp://yard/low", worker, SETTINGS, Notes())
        assert len(set(chosen)) == 2
        assert [worker.cameras for worker in set(chosen)] == [2, 2]
    finally:
        workers.stop(0)


def test_one_core_needs_no_process() -> None:
    workers = Workers(AllPersons(), most=1, few=0)
    workers.expect(10)
    assert workers.choose() is None
