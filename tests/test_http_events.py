"""Events over HTTP: pages, single ones, their files, corrections."""

import sys
from pathlib import Path
from subprocess import PIPE, Popen

import httpx
import pytest

from api.event_json import event_json
from api.http.event_model import EventPage
from pipeline.history.history import History
from pipeline.history.query import EventQuery
from tests.history_samples import analysis, event, store
from tests.http_serving import CLIP, JPEG, RULES, client, fill
from tests.rules_samples import write_rules

CAR = analysis("yard").event_id(1)
PERSON = analysis("yard").event_id(2)
UNKNOWN = analysis("yard").event_id(4)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    fill(tmp_path / "history.db")
    return tmp_path / "history.db"


def detail(answer: httpx.Response) -> str:
    """The one line of a refusal, which is told as problem details."""
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert "\n" not in problem["detail"]
    return str(problem["detail"])


def test_events_are_those_of_the_command(db: Path) -> None:
    with client(db) as asking, History.open(db) as history:
        answer = asking.get("/events?order=oldest")
        assert answer.json() == {"events": list(map(event_json, history.events(EventQuery()))), "next": None}
    assert answer.headers["content-type"] == "application/json"
    EventPage.model_validate_json(answer.content, strict=True)


def test_the_newest_come_first_unless_asked_otherwise(db: Path) -> None:
    with client(db) as asking:
        newest = [each["id"] for each in asking.get("/events").json()["events"]]
        oldest = [each["id"] for each in asking.get("/events?order=oldest").json()["events"]]
    assert newest == oldest[::-1]
    assert oldest[0] == CAR


def test_links_lead_through_all_pages_and_keep_the_filters(db: Path) -> None:
    found = []
    with client(db) as asking:
        url = "/events?limit=1&label=person"
        while url:
            answer = asking.get(url)
            found += [each["label"] for each in answer.json()["events"]]
            url = answer.links.get("next", {}).get("url", "")
    assert found == ["person", "person"]


def test_a_camera_with_a_strange_name_breaks_no_header(tmp_path: Path) -> None:
    strange = 'a>; rel="x"\r\nSet-Cookie: b=c'
    of = analysis("yard", camera=strange)
    store(tmp_path / "history.db", of, [event(of, number) for number in range(3)])
    with client(tmp_path / "history.db") as asking:
        answer = asking.get("/events", params={"camera": strange, "limit": 1})
        assert len(answer.json()["events"]) == 1
        assert "set-cookie" not in answer.headers
        behind = asking.get(answer.links["next"]["url"])
    assert [each["camera"] for each in behind.json()["events"]] == [strange]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("", 3),
        ("hidden=true", 4),
        ("label=person", 2),
        ("label=vehicle", 1),
        ("min_score=0.8", 1),
        ("zone=door", 1),
        ("camera=nowhere", 0),
        ("since=2026-11-23T12:00:07%2B00:00", 2),
        ("until=2026-11-23T12:00:02Z", 1),
        ("label=' or 1=1 --", 0),
    ],
)
def test_filters_narrow_the_count(db: Path, asked: str, count: int) -> None:
    with client(db) as asking:
        assert asking.get(f"/events/count?{asked}").json() == {"count": count}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("limit=0", "query.limit: input should be greater than or equal to 1, received '0'"),
        ("min_score=nan", "query.min_score"),
        ("since=yesterday", "expected a date, an ISO 8601 time, or how long ago"),
        ("since=1d&until=2d", "expected since before until"),
        ("after=xyz", "query.after"),
        ("lable=person", "query.lable"),
        ("after=WzFlOTk5LCAiIiwgMSwgImEiXQ==", "query.after"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(db: Path, asked: str, said: str) -> None:
    with client(db) as asking:
        answer = asking.get(f"/events?{asked}")
    assert answer.status_code == 422
    assert said in detail(answer)


def test_one_event_is_told_with_what_is_around_it(db: Path) -> None:
    with client(db) as asking:
        found = asking.get(f"/events/{CAR}").json()
    assert found["recording"] == "recordings/yard/a.mp4"
    more = {
        key: found[key] for key in ("lasting", "group", "width", "height", "review", "protected", "crops")
    }
    assert more == {
        "lasting": False, "group": "vehicle", "width": 640, "height": 480, "review": None, "protected": False,
        "crops": 1,
    }  # fmt: skip


def test_an_event_that_is_not_there_is_told_so(db: Path) -> None:
    with client(db) as asking:
        for way in ("", "/snapshot.jpg", "/crops/0.jpg", "/clip.mp4", "/path", "/reasons"):
            answer = asking.get(f"/events/nothing{way}")
            assert answer.status_code == 404
            assert "expected the id of one in the history, received 'nothing'" in detail(answer)


def test_pictures_of_an_event_are_served(db: Path) -> None:
    with client(db) as asking:
        for way in ("snapshot.jpg", "crops/0.jpg"):
            answer = asking.get(f"/events/{CAR}/{way}")
            assert (answer.headers["content-type"], answer.content) == ("image/jpeg", JPEG)
        assert asking.get(f"/events/{CAR}/crops/1.jpg").status_code == 404
        assert asking.get(f"/events/{PERSON}/snapshot.jpg").status_code == 404


def test_a_part_of_a_clip_is_served(db: Path) -> None:
    with client(db) as asking:
        whole = asking.get(f"/events/{CAR}/clip.mp4")
        part = asking.get(f"/events/{CAR}/clip.mp4", headers={"Range": "bytes=10-19"})
        beyond = asking.get(f"/events/{CAR}/clip.mp4", headers={"Range": "bytes=5000-"})
    assert (whole.headers["content-type"], whole.content) == ("video/mp4", CLIP)
    assert (part.status_code, part.content) == (206, CLIP[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(CLIP)}"
    assert beyond.status_code == 416


def test_a_path_is_told_with_the_pictures_size(db: Path) -> None:
    with client(db) as asking:
        assert asking.get(f"/events/{CAR}/path").json() == {
            "width": 640, "height": 480, "box": [412, 230, 38, 96], "path": [[1.0, 10, 20], [6.0, 30, 20]],
        }  # fmt: skip


def test_a_correction_is_there_at_once(db: Path) -> None:
    with client(db) as asking:
        said = asking.patch(f"/events/{UNKNOWN}", json={"label": "dog", "protected": True}).json()
        assert said == asking.get(f"/events/{UNKNOWN}").json()
        assert asking.get("/events/count?label=animal").json() == {"count": 1}
    assert (said["label"], said["score"], said["protected"]) == ("dog", 1.0, True)
    assert said["review"] == {"label": "dog", "model_label": "unknown", "model_score": 0.75}


def test_a_label_can_be_said_to_be_right(db: Path) -> None:
    with client(db) as asking:
        said = asking.patch(f"/events/{CAR}", json={"reviewed": True}).json()
    assert said["review"] == {"label": "car", "model_label": "car", "model_score": 0.75}


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({}, 422, "expected label, reviewed (true) or protected, received none"),
        ({"label": "vehicle"}, 422, "received 'vehicle'"),
        ({"label": "dog", "reviewed": True}, 422, "received both"),
        ({"colour": "red"}, 422, "body.colour"),
        ({"reviewed": True}, 409, "is unknown"),
    ],
    ids=["nothing", "a group", "both", "another key", "unknown is right"],
)
def test_a_correction_that_says_nothing_clear_is_refused(
    db: Path, sent: dict[str, object], status: int, said: str
) -> None:
    with client(db) as asking:
        answer = asking.patch(f"/events/{UNKNOWN}", json=sent)
    assert answer.status_code == status
    assert said in detail(answer)


HOLD = """
import sys
from pathlib import Path
from pipeline.history.writer_lock import WriterLock
with WriterLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_correction_is_refused_while_another_process_writes(db: Path) -> None:
    with client(db) as asking, Popen([sys.executable, "-c", HOLD, db], stdin=PIPE, stdout=PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        answer = asking.patch(f"/events/{CAR}", json={"reviewed": True})
        other.communicate()
        assert asking.patch(f"/events/{CAR}", json={"reviewed": True}).status_code == 200
    assert answer.status_code == 409
    assert f"another vedette (process {other.pid}) writes it" in detail(answer)


def test_reasons_are_those_of_the_rules_in_use(db: Path, tmp_path: Path) -> None:
    rules = write_rules(tmp_path / "vedette.yaml", RULES)
    with client(db, rules) as asking:
        (said,) = asking.get(f"/events/{PERSON}/reasons").json()["rules"]
    assert said["rule"] == "someone at the door"
    assert {"condition", "held", "found"} == set(said["reasons"][0])


def test_a_damaged_history_is_our_fault_and_told_in_one_line(db: Path) -> None:
    with client(db) as asking:
        db.write_bytes(b"no database" * 1000)
        answer = asking.get("/events")
        assert asking.get("/health").status_code == 503
    assert answer.status_code == 503
    assert "history" in detail(answer)
