"""Rules, zones, lines, alerts and clips over HTTP."""

from pathlib import Path

import httpx
import pytest

from rules.language.editing import rules_alone, with_place
from tests.history_samples import analysis
from tests.http_serving import CLIP, CLIP_SHA256, RULES, WAIT_S, client, fill, make_token, serving
from tests.rules_samples import write_rules
from tests.test_http_events import detail

CAR = analysis("yard").event_id(1)
NAME = "someone at the door"
GATE = {"camera": "yard", "polygon": [[0.1, 0.2], [0.5, 0.2], [0.33333333, 0.9]]}


@pytest.fixture
def db(tmp_path: Path) -> Path:
    fill(tmp_path / "history.db")
    return tmp_path / "history.db"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return write_rules(tmp_path / "vedette.yaml", RULES)


def test_rules_are_told_in_plain_words_and_as_written(db: Path, rules: Path) -> None:
    with client(db, rules) as asking:
        said = asking.get("/rules").json()
    assert said["rules"] == [{
        "name": NAME, "when": "car or person in door", "camera": None, "schedule": None, "cooldown_s": 0.0,
        "armed": True, "do": ["alert"],
    }]  # fmt: skip
    assert "all of it" in said["yaml"]
    assert said["trouble"] is None


def test_who_may_only_look_is_not_shown_the_rules_file(db: Path, rules: Path) -> None:
    token = make_token(db, "view")
    with client(db, rules, token) as asking:
        assert asking.get("/rules").json()["yaml"] is None
        assert asking.post("/rules/check", json={"yaml": RULES}).status_code == 403


def test_addresses_of_cameras_stay_out_of_the_rules_text() -> None:
    text = "cameras: {yard: {url: 'rtsp://me:secret@10.0.0.1/'}}\n" + RULES
    assert "secret" not in rules_alone([text])
    assert rules_alone([text]) == rules_alone([RULES])


def test_rules_are_checked_with_all_their_problems(db: Path, rules: Path) -> None:
    with client(db, rules) as asking:
        right = asking.post("/rules/check", json={"yaml": RULES}).json()
        wrong = asking.post("/rules/check", json={"yaml": RULES.replace("label", "lable")}).json()
    assert ([each["name"] for each in right["rules"]], right["problems"]) == ([NAME], [])
    (problem,) = wrong["problems"]
    assert (problem["line"], problem["where"]) == (6, "rules[0].when.lable")


def test_rules_that_a_caller_sends_read_no_file_of_ours(db: Path, rules: Path) -> None:
    (rules.parent / "other.yaml").write_text("rules: [{name: hidden}]")
    with client(db, rules) as asking:
        (problem,) = asking.post("/rules/check", json={"yaml": f"rules: {rules.parent}/other.yaml"}).json()[
            "problems"
        ]
    assert problem["message"] == "expected a list, received the name of a file"


def test_rules_are_tried_on_what_happened_and_nothing_is_kept(db: Path, rules: Path) -> None:
    with client(db, rules) as asking:
        before = asking.get("/alerts").json()
        said = asking.post("/rules/test", json={}).json()
        none = asking.post("/rules/test", json={"yaml": RULES.replace("[person, car]", "dog")}).json()
        assert asking.get("/alerts").json() == before
    assert said["rules"][NAME]["told"] == len(said["alerts"]) > 0
    assert none["rules"] == {NAME: {"told": 0}}


def test_a_rule_is_disarmed_and_armed(db: Path, rules: Path) -> None:
    with client(db, rules) as asking:
        for way, is_armed in (("disarm", False), ("arm", True)):
            said = asking.post(f"/rules/{way}", json={"rule": NAME}).json()
            assert said == {"rule": NAME, "armed": is_armed}
            assert asking.get("/rules").json()["rules"][0]["armed"] is is_armed
        answer = asking.post("/rules/arm", json={"rule": "another"})
    assert answer.status_code == 404
    assert detail(answer) == f"rule: expected the name of one ({NAME}), received 'another'"


def test_a_rule_is_fired_as_a_test(db: Path, rules: Path) -> None:
    with client(db, rules) as asking:
        said = asking.post("/rules/fire", json={"rule": NAME}).json()
        (stored,) = (alert for alert in asking.get("/alerts").json()["alerts"] if alert["test"])
    assert said == {"done": ["alert: stored as a test"], "deliveries": []}
    assert (stored["rule"], stored["camera"], stored["events"]) == (NAME, "yard", [])


def test_alerts_are_told_with_their_reasons(db: Path) -> None:
    with client(db) as asking:
        (found,) = asking.get("/alerts?camera=yard").json()["alerts"]
        one = asking.get(f"/alerts/{found['id']}").json()
        assert asking.get("/alerts?rule=another").json() == {"alerts": [], "next": None}
        assert asking.get("/alerts/nothing").status_code == 404
        assert asking.get(f"/alerts/{found['id']}/snapshot.jpg").status_code == 404
    assert found["events"] == [CAR]
    assert found["reasons"] == [{"condition": "car in door", "held": True, "found": "car 0.75 in door"}]
    assert one == found | {"deliveries": []}


@pytest.mark.parametrize("cursor", ["x", "WzEsMiwzXQ==", "WzFlOTk5LDEsMSwiYSJd", "WyJhIiwxLDEsImEiXQ=="])
def test_a_cursor_that_no_page_gave_is_refused(db: Path, cursor: str) -> None:
    with client(db) as asking:
        for way in ("/alerts", "/recordings", "/events"):
            assert asking.get(way, params={"after": cursor}).status_code == 422


def test_clips_are_listed_and_served_by_their_digest(db: Path) -> None:
    with client(db) as asking:
        (found,) = asking.get("/recordings?camera=yard&since=2026-11-23").json()["recordings"]
        assert found["sha256"] == CLIP_SHA256
        assert asking.get(f"/recordings/{CLIP_SHA256}/clip.mp4").content == CLIP
        assert asking.get(f"/recordings/{'0' * 64}/clip.mp4").status_code == 404
        assert asking.get("/recordings?camera=other").json() == {"recordings": [], "next": None}


def test_cameras_are_those_of_footage_too(db: Path, rules: Path) -> None:
    with client(db, rules) as asking:
        (found,) = asking.get("/cameras").json()["cameras"]
        assert asking.get("/cameras/yard").json() == found
        assert asking.get("/cameras/yard/still.jpg").status_code == 200
        assert asking.get("/cameras/yard/live.mjpeg").status_code == 404
        assert asking.get("/cameras/other/still.jpg").status_code == 404
    assert (found["name"], found["live"], found["width"], found["zones"]) == ("yard", False, 640, ["door"])


def test_a_zone_is_drawn_into_the_file_and_its_comments_stay(db: Path, rules: Path) -> None:
    with client(db, rules) as asking:
        assert asking.put("/zones/gate", json=GATE).json() == {"name": "gate", **GATE}
        named = [zone["name"] for zone in asking.get("/zones").json()["zones"]]
        assert asking.delete("/zones/gate").status_code == 204
    assert named == ["door", "gate"]
    assert "# what we wait for" in rules.read_text()
    assert "# all of it" in rules.read_text()
    assert [path.name for path in rules.parent.glob(".*.yaml")] == []


def test_a_line_is_drawn_where_there_was_none(db: Path, rules: Path) -> None:
    with client(db, rules) as asking:
        asking.put("/lines/kerb", json={"camera": "yard", "from": [0, 0.5], "to": [1, 0.5]})
        (line,) = asking.get("/zones").json()["lines"]
    assert line == {"name": "kerb", "camera": "yard", "from": [0.0, 0.5], "to": [1.0, 0.5]}


@pytest.mark.parametrize(
    ("asked", "sent", "status", "said"),
    [
        ("PUT gate", GATE | {"polygon": [[0, 0], [1, 1], [0, 1], [1, 0]]}, 422, "edges that do not cross"),
        ("PUT gate", GATE | {"polygon": [[0, 0], [2, 1], [0, 1]]}, 422, "less than or equal to 1"),
        ("PUT a%09b", GATE, 422, "expected text on one line"),
        ("DELETE door", None, 409, "rules[0].when.zone"),
        ("DELETE other", None, 404, "expected the name of one, received 'other'"),
    ],
    ids=["crossing", "outside", "a tab", "in use", "not there"],
)
def test_a_zone_that_cannot_be_changes_nothing(
    rules: Path, asked: str, sent: dict[str, object] | None, status: int, said: str
) -> None:
    method, name = asked.split()
    with client(rules.with_name("history.db"), rules) as asking:
        answer = asking.request(method, f"/zones/{name}", json=sent)
    assert answer.status_code == status
    assert said in detail(answer)
    assert rules.read_text() == RULES


def test_without_a_configuration_nothing_is_drawn(db: Path) -> None:
    with client(db) as asking:
        assert asking.get("/zones").json() == {"zones": [], "lines": [], "editable": False}
        answer = asking.put("/zones/gate", json=GATE)
    assert answer.status_code == 409
    assert "vedette serve CONFIG" in detail(answer)


def test_the_indentation_of_a_file_stays() -> None:
    zone = "{camera: b, polygon: [[0, 0], [1, 0], [1, 1]]}"
    text = f"zones:\n    a: {zone}\nrules:\n  - name: c\n    do: [alert]\n"
    assert with_place(with_place(text, "zones", "z", GATE), "zones", "z", None) == text


def test_the_service_answers_beside_a_page_of_instructions(tmp_path: Path) -> None:
    with serving(tmp_path / "new" / "history.db") as server, httpx.Client(timeout=WAIT_S) as asking:
        assert asking.get(f"{server.url}events").json() == {"events": [], "next": None}
        assert "GET /events/{event_id}" in asking.get(f"{server.url}docs").text
        assert asking.get(f"{server.url}metrics").status_code == 404
