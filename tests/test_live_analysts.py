"""Many cameras share the threads that look."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from pipeline.live.analysts import LATE_S, Analysts
from pipeline.live.inbox import Inbox
from pipeline.live.lookout import Lookout
from pipeline.live.task import Closing, Look, Task
from tests.delivery_samples import until
from tests.live_pictures import look


@contextmanager
def working(count: int, elapsed: Callable[[], float] = lambda: 0.0) -> Iterator[Analysts]:
    analysts = Analysts(count, elapsed)
    analysts.start()
    try:
        yield analysts
    finally:
        analysts.stop(60)


def lookout(
    name: str,
    perform: Callable[[Task], None],
    places: int = 100,
    *,
    place: object | None = None,
    at_once: int = 1,
) -> Lookout:
    def performed(task: Task) -> float:
        perform(task)
        return 0.0

    return Lookout(name, performed, Inbox(places), place, at_once)


def test_tasks_of_a_camera_are_done_in_order_and_one_at_a_time() -> None:
    done: list[float] = []
    inside, most = 0, 0

    def perform(task: Task) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        assert isinstance(task, Look)
        done.append(task.posted_s)
        inside -= 1

    with working(4) as analysts:
        camera = lookout("gate", perform)
        analysts.add(camera)
        for second in range(100):
            analysts.put(camera, look(float(second)))
        until(lambda: len(done) == 100)
    assert done == sorted(done)
    assert most == 1


@pytest.mark.parametrize("at_once", [1, 2])
def test_no_more_cameras_of_one_place_are_looked_at_at_the_same_time_than_it_takes(at_once: int) -> None:
    turn = threading.Lock()
    inside, most = 0, 0
    done: list[Task] = []

    def perform(task: Task) -> None:
        nonlocal inside, most
        with turn:
            inside += 1
            most = max(most, inside)
        time.sleep(0.001)  # so that the others come in, if they may
        with turn:
            inside -= 1
        done.append(task)

    with working(3) as analysts:
        place = object()
        cameras = [lookout(f"{number}", perform, place=place, at_once=at_once) for number in range(3)]
        for camera in cameras:
            analysts.add(camera)
        for second in range(10):
            for camera in cameras:
                analysts.put(camera, look(float(second)))
        until(lambda: len(done) == 30)
    assert most == at_once


def test_camera_that_is_slow_holds_up_no_other() -> None:
    may_go_on = threading.Event()
    done: list[Task] = []
    with working(2) as analysts:
        slow, quick = lookout("slow", lambda _: _wait(may_go_on)), lookout("quick", done.append)
        analysts.add(slow)
        analysts.add(quick)
        for second in range(5):
            analysts.put(slow, look(float(second)))
            analysts.put(quick, look(float(second)))
        until(lambda: len(done) == 5)
        may_go_on.set()


def test_whoever_has_waited_longest_is_next() -> None:
    order: list[str] = []
    may_begin = threading.Event()
    with working(1) as analysts:
        first = lookout("first", lambda _: _wait(may_begin))
        older, newer = (
            lookout("older", lambda _: order.append("older")),
            lookout("newer", lambda _: order.append("newer")),
        )
        for camera in (first, newer, older):
            analysts.add(camera)
        analysts.put(first, look(0.0))
        until(lambda: first.is_busy)
        for second in (1.0, 3.0):
            analysts.put(older, look(second))
        for second in (2.0, 4.0):
            analysts.put(newer, look(second))
        may_begin.set()
        until(lambda: len(order) == 4)
    assert order == ["older", "newer", "older", "newer"]


def test_error_costs_one_task_and_is_logged_with_its_camera(caplog: pytest.LogCaptureFixture) -> None:
    done: list[Task] = []

    def perform(task: Task) -> None:
        if isinstance(task, Look):
            raise ZeroDivisionError("made by a test")
        done.append(task)

    with working(1) as analysts:
        camera = lookout("gate", perform)
        analysts.add(camera)
        analysts.put(camera, look(1.0))
        analysts.put(camera, Closing())
        until(lambda: len(done) == 1)
    assert "camera gate: analysis failed" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_process_that_is_lost_is_told_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    done: list[Task] = []

    def perform(task: Task) -> None:
        done.append(task)
        raise ConnectionError("worker process analyst-0 was lost (exit code -9)")

    with working(1) as analysts:
        camera = lookout("gate", perform)
        analysts.add(camera)
        analysts.put(camera, look(0.0))
        until(lambda: bool(done) and not camera.is_busy)
    told = "camera gate: worker process analyst-0 was lost (exit code -9); its analysis begins anew"
    assert [record.getMessage() for record in caplog.records] == [told]
    assert "Traceback" not in caplog.text


def test_late_and_dropped_pictures_are_counted_but_not_those_caught_up_with() -> None:
    may_begin = threading.Event()
    with working(1, elapsed=lambda: 10.0) as analysts:
        camera = lookout("gate", lambda _: _wait(may_begin), places=2)
        analysts.add(camera)
        analysts.put(camera, look(0.0, is_live=False, posted_s=1.0))
        until(lambda: camera.is_busy)
        for _ in range(3):
            analysts.put(camera, look(0.0, posted_s=10.0 - 2 * LATE_S))
        may_begin.set()
        until(lambda: not camera.inbox.has_tasks and not camera.is_busy)
        assert camera.inbox.dropped == 1
        assert analysts.take_late() == 3
        assert analysts.take_late() == 0


def test_camera_that_is_let_go_has_its_tasks_done_and_takes_no_more() -> None:
    done: list[Task] = []
    with working(1) as analysts:
        camera = lookout("gate", done.append)
        analysts.add(camera)
        for second in range(10):
            analysts.put(camera, look(float(second)))
        assert analysts.remove(camera, within_s=60)
        analysts.put(camera, look(11.0))
        assert len(done) == 10
        assert not camera.inbox.has_tasks


def test_room_is_waited_for_and_not_for_ever() -> None:
    may_go_on = threading.Event()
    with working(1) as analysts:
        camera = lookout("gate", lambda _: _wait(may_go_on), places=1)
        analysts.add(camera)
        analysts.put(camera, look(1.0))
        until(lambda: camera.is_busy)
        analysts.put(camera, look(2.0))
        assert not analysts.wait_for_room(camera, 0.01)
        may_go_on.set()
        assert analysts.wait_for_room(camera, 60)


def _wait(event: threading.Event) -> None:
    assert event.wait(60)
