"""What waits to be looked at: order, and who gives way."""

import pytest

from pipeline.live.inbox import Inbox
from pipeline.live.task import Closing, Look, Opening, Task
from tests.live_pictures import look

OPENING = Opening("watch", (320, 240))


def test_tasks_come_out_in_order() -> None:
    inbox = Inbox(places=2)
    tasks: list[Task] = [OPENING, look(1.0), Closing()]
    for task in tasks:
        inbox.put(task)
    assert [inbox.take() for _ in tasks] == tasks
    assert not inbox.has_tasks


def test_oldest_picture_gives_way_and_is_counted() -> None:
    inbox = Inbox(places=2)
    looks = [look(float(second)) for second in range(4)]
    tasks: list[Task] = [OPENING, *looks[:2], Closing(), *looks[2:]]
    for task in tasks:
        inbox.put(task)
    kept = [inbox.take() for _ in range(4)]
    assert [task for task in kept if isinstance(task, Look)] == looks[2:]
    assert isinstance(kept[0], Opening)
    assert isinstance(kept[1], Closing)
    assert inbox.dropped == 2


def test_room_is_told_before_a_picture_is_dropped() -> None:
    inbox = Inbox(places=1)
    assert inbox.has_room
    inbox.put(look(1.0))
    assert not inbox.has_room
    inbox.take()
    assert inbox.has_room
    assert inbox.dropped == 0


def test_live_pictures_are_more_urgent_than_those_caught_up_with() -> None:
    late, live, newer = Inbox(2), Inbox(2), Inbox(2)
    late.put(look(1.0, is_live=False))
    live.put(look(5.0))
    newer.put(look(6.0))
    assert sorted([late, newer, live], key=lambda inbox: inbox.urgency) == [live, newer, late]


def test_nothing_can_be_taken_out_of_an_empty_inbox() -> None:
    with pytest.raises(IndexError):
        Inbox(2).take()
