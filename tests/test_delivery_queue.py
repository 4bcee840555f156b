"""The queue: its rows, and who may be sent to when."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.back_off import BackOff
from pipeline.errors import DeliveryError
from rules.actions.targets import Targets
from rules.delivery.courier import Outcome
from rules.delivery.deliveries import Deliveries
from rules.delivery.delivery import Delivery, one_line
from rules.delivery.lanes import Lanes
from rules.delivery.verdict import SOONEST_US, Judge
from rules.plan import Action
from tests.delivery_samples import NOW_US, alert, connected, lay_queue

MINUTE_US = 60_000_000
WEBHOOK = Action("webhook", {"url": "http://a.example/${KEY}"})
TARGETS = Targets(lambda: NOW_US)


def delivery(number: int = 0, action: Action = WEBHOOK, now_us: int = NOW_US) -> Delivery:
    return Delivery.new(alert(number), action, TARGETS.of(action.kind, action.settings), now_us)


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Deliveries]:
    with closing(connected(lay_queue(tmp_path / "history.db"))) as connection:
        yield Deliveries(connection)


def test_what_is_added_comes_back_whole(queue: Deliveries) -> None:
    queue.add(delivery())
    assert queue.of_id(delivery().id) == delivery()


def test_settings_keep_the_names_of_secrets(queue: Deliveries) -> None:
    queue.add(delivery())
    assert queue.of_alert("alert-0000")[0].settings == {"url": "http://a.example/${KEY}"}


def test_settings_of_a_sort_are_kept(queue: Deliveries) -> None:
    settings = {"line": "belt", "accept": ("car", "bus"), "within_us": 200_000, "send": WEBHOOK}
    queue.add(delivery(action=Action("sort", settings)))
    (kept,) = queue.of_alert("alert-0000")
    assert kept.deadline_us == NOW_US + 200_000
    assert TARGETS.of("sort", kept.settings).name == "sort by webhook http://a.example"


def test_same_alert_goes_to_the_same_address_once(queue: Deliveries) -> None:
    patient = Action("webhook", {**WEBHOOK.settings, "timeout_us": 1_000_000})
    for action in (WEBHOOK, WEBHOOK, patient):
        queue.add(delivery(action=action))
    queue.add(delivery(action=Action("webhook", {"url": "http://a.example/other"})))
    queue.add(delivery(1))
    assert queue.count("waiting") == 3


def test_what_was_delivered_is_not_added_again(queue: Deliveries) -> None:
    queue.add(delivery())
    queue.settle(delivery().id, "delivered", NOW_US)
    queue.add(delivery())
    assert queue.count("waiting") == 0


def test_claims_take_turns_in_order_of_time(queue: Deliveries) -> None:
    for number in (2, 0, 1):
        queue.add(delivery(number, now_us=NOW_US + number))
    taken = [queue.claim(NOW_US + 1, ()) for _ in range(3)]
    assert [each.alert.id if each else None for each in taken] == ["alert-0000", "alert-0001", None]
    assert [each.attempts for each in taken if each] == [1, 1]


def test_deadlines_go_first(queue: Deliveries) -> None:
    queue.add(delivery(0, now_us=NOW_US - MINUTE_US))
    settings = {"line": "belt", "accept": ["car"], "within_us": 200_000, "send": WEBHOOK}
    queue.add(delivery(1, Action("sort", settings)))
    first = queue.claim(NOW_US, ())
    assert first
    assert first.kind == "sort"


def test_closed_targets_are_passed_over(queue: Deliveries) -> None:
    queue.add(delivery(0))
    queue.add(delivery(1, Action("webhook", {"url": "http://b.example"})))
    taken = queue.claim(NOW_US, {"webhook http://a.example"})
    assert taken
    assert taken.target == "webhook http://b.example"
    assert queue.next_due_us({"webhook http://a.example"}) is None
    assert queue.next_due_us(()) == NOW_US


def test_interrupted_attempts_are_made_again(queue: Deliveries) -> None:
    queue.add(delivery())
    queue.claim(NOW_US, ())
    assert queue.claim(NOW_US, ()) is None
    assert queue.release() == 1
    again = queue.claim(NOW_US, ())
    assert again
    assert again.attempts == 2


def test_given_up_is_listed_and_can_be_resent(queue: Deliveries) -> None:
    for number in (0, 1):
        queue.add(delivery(number))
        queue.settle(delivery(number).id, "given up", NOW_US + number, "no\nanswer")
    assert [(each.alert.id, each.error) for each in queue.given_up()] == [
        ("alert-0001", "no answer"),
        ("alert-0000", "no answer"),
    ]
    later_us = NOW_US + 3 * 86_400_000_000
    queue.resend(delivery().id, later_us)
    resent = queue.of_id(delivery().id)
    assert (resent.state, resent.attempts, resent.settled_us) == ("waiting", 0, None)
    assert (resent.next_try_us, resent.give_up_us) == (later_us, later_us + 86_400_000_000)
    assert len(queue.given_up()) == 1


def test_only_what_was_given_up_can_be_resent(queue: Deliveries) -> None:
    queue.add(delivery())
    with pytest.raises(DeliveryError, match="expected one that was given up, received waiting"):
        queue.resend(delivery().id, NOW_US)
    with pytest.raises(DeliveryError, match="expected the id of one, received 'nothing'"):
        queue.resend("nothing", NOW_US)


def test_old_successes_are_forgotten_and_nothing_else(queue: Deliveries) -> None:
    for number, state in enumerate(("delivered", "late", "given up", "delivered")):
        queue.add(delivery(number))
        queue.settle(delivery(number).id, state, NOW_US + number, "why")  # type: ignore[arg-type]
    queue.add(delivery(4))
    assert queue.forget(NOW_US + 3) == 2
    assert [queue.count(state) for state in ("waiting", "delivered", "late", "given up")] == [1, 1, 0, 1]


@pytest.mark.parametrize(
    "change",
    [
        "state = 'delivered'",
        "state = 'lost'",
        "state = 'given up', settled_utc_us = 1",
        "attempts = -1",
        "error = ''",
        "error = 'two' || char(10) || 'lines'",
        "settings = 'no json'",
        "kind = 'alert'",
    ],
)
def test_file_refuses_rows_that_make_no_sense(queue: Deliveries, tmp_path: Path, change: str) -> None:
    queue.add(delivery())
    with closing(connected(tmp_path / "history.db")) as other, pytest.raises(sqlite3.IntegrityError):
        other.execute(f"update deliveries set {change}")


@given(st.text())
def test_error_is_one_line_that_can_be_printed(text: str) -> None:
    line = one_line(text)
    assert "\n" not in line
    assert line.isprintable()
    assert len(line) <= 300


@given(st.integers(1, 10_000), st.integers(0, 2**32))
def test_waits_stay_within_their_bounds(failures: int, seed: int) -> None:
    back_off = BackOff()
    wait_us = back_off.wait_us(failures, Random(seed))
    assert 0 <= wait_us <= min(back_off.longest_s, back_off.first_s * 2 ** min(failures - 1, 40)) * 1e6


def test_waits_differ_over_the_whole_span() -> None:
    waits = [BackOff().wait_us(5, Random(seed)) / 1e6 for seed in range(400)]
    assert min(waits) < 1
    assert max(waits) > 15
    assert abs(sum(waits) / 400 - 8) < 0.7


def test_one_attempt_at_a_time_for_each_target() -> None:
    lanes = Lanes(room=8)
    lanes.begin("a")
    assert lanes.closed(NOW_US) == {"a"}
    lanes.succeed("a")
    assert lanes.closed(NOW_US) == set()


def test_failed_target_rests_and_others_do_not() -> None:
    lanes = Lanes(room=8)
    lanes.begin("a")
    lanes.fail("a")
    lanes.rest("a", NOW_US + 10)
    assert lanes.closed(NOW_US) == {"a"}
    assert lanes.next_open_us(NOW_US) == NOW_US + 10
    assert lanes.closed(NOW_US + 10) == set()


def test_targets_in_trouble_leave_half_of_the_room_to_others() -> None:
    lanes = Lanes(room=4)
    for target in "abcd":
        lanes.begin(target)
        lanes.fail(target)
    lanes.begin("a")
    assert lanes.closed(NOW_US) == {"a"}
    lanes.begin("b")
    assert lanes.closed(NOW_US) == set("abcd")
    assert lanes.has_room
    lanes.succeed("a")
    assert "c" not in lanes.closed(NOW_US)


@pytest.fixture
def judge() -> Judge:
    return Judge(Lanes(room=8), BackOff(), Random(1))


def test_failure_waits_and_rests(judge: Judge) -> None:
    verdict = judge.verdict(Outcome(delivery(), "failed", "no answer"), NOW_US)
    assert (verdict.state, verdict.error) == ("waiting", "no answer")
    assert NOW_US < verdict.at_us <= NOW_US + 1_000_000
    assert delivery().target in judge.lanes.closed(NOW_US)


def test_waits_grow_with_each_failure(judge: Judge) -> None:
    waits = []
    for attempts in range(1, 200):
        tried = replace(delivery(), attempts=attempts)
        waits.append(judge.verdict(Outcome(tried, "failed", "no answer"), NOW_US).at_us - NOW_US)
    assert max(waits[:4]) <= 8_000_000
    assert 300_000_000 < max(waits) <= 600_000_000


def test_target_says_when_to_come_back(judge: Judge) -> None:
    verdict = judge.verdict(Outcome(delivery(), "failed", "busy", 7 * MINUTE_US), NOW_US)
    assert verdict.at_us == NOW_US + 7 * MINUTE_US
    assert judge.lanes.next_open_us(NOW_US) == NOW_US + 7 * MINUTE_US


def test_last_try_is_when_it_would_be_given_up(judge: Judge) -> None:
    verdict = judge.verdict(Outcome(delivery(), "failed", "busy", 10**15), NOW_US)
    assert verdict.at_us == delivery().give_up_us
    last = judge.verdict(Outcome(delivery(), "failed", "busy"), delivery().give_up_us)
    assert (last.state, last.error) == ("given up", "busy")


def test_refusal_is_given_up_and_the_target_is_well(judge: Judge) -> None:
    assert judge.verdict(Outcome(delivery(), "refused", "gone"), NOW_US).state == "given up"
    assert judge.lanes.closed(NOW_US) == set()


def test_deadline_is_dashed_for() -> None:
    sorting = Action("sort", {"line": "belt", "accept": ["car"], "within_us": 200_000, "send": WEBHOOK})
    for seed in range(50):
        judge = Judge(Lanes(room=8), BackOff(), Random(seed))
        verdict = judge.verdict(Outcome(delivery(action=sorting), "failed", "no"), NOW_US + 100_000)
        assert SOONEST_US <= verdict.at_us - NOW_US - 100_000 <= 50_000
        assert judge.lanes.closed(NOW_US) == set()


def test_target_is_named_without_what_is_secret_in_it() -> None:
    made = TARGETS.of("webhook", {"url": "https://me:${P}@a.example/token"})
    assert made.name == "webhook https://a.example"
