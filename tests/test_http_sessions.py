"""Logins that last: over a restart, for a month, and no longer than their token."""

import json
import stat
from pathlib import Path

import httpx
import pytest

from api.http.sessions import FILE_NAME, LASTS_S, MOST, Sessions
from tests.http_serving import WAIT_S, fill, make_token, serving
from tests.test_http_events import CAR


def test_a_login_survives_a_restart_of_the_service(tmp_path: Path) -> None:
    db = tmp_path / "history.db"
    fill(db)
    token = make_token(db, "operate")
    with serving(db) as server, httpx.Client(base_url=server.url, timeout=WAIT_S) as asking:
        csrf = asking.post("/session", json={"token": token}).json()["csrf"]
        cookies = dict(asking.cookies)
    with serving(db) as server, httpx.Client(base_url=server.url, cookies=cookies, timeout=WAIT_S) as asking:
        assert asking.get("/session").json()["csrf"] == csrf
        right = {"X-CSRF-Token": csrf}
        assert asking.patch(f"/events/{CAR}", json={"reviewed": True}, headers=right).status_code == 200
        asking.delete("/session", headers=right)
    with serving(db) as server, httpx.Client(base_url=server.url, cookies=cookies, timeout=WAIT_S) as asking:
        assert asking.get("/events").status_code == 401


def test_what_is_kept_of_a_login_lets_nobody_in(tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    cookie = Sessions(file, lambda: 0).begin("a token's digest")
    kept = file.read_text()
    assert cookie not in kept
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (session,) = json.loads(kept)["sessions"]
    assert Sessions(file, lambda: 0).of(session["sha256"]) is None


def test_a_login_is_over_after_a_month_and_is_then_forgotten(tmp_path: Path) -> None:
    now_us = 0
    sessions = Sessions(tmp_path / FILE_NAME, lambda: now_us)
    cookie = sessions.begin("one")
    now_us = LASTS_S * 1_000_000 - 1
    assert sessions.of(cookie)
    now_us += 1
    assert sessions.of(cookie) is None
    sessions.begin("other")
    assert len(json.loads((tmp_path / FILE_NAME).read_text())["sessions"]) == 1


def test_the_oldest_login_makes_room(tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    cookie = Sessions(file, lambda: 0).begin("first")
    content = json.loads(file.read_text())
    content["sessions"] += [content["sessions"][0] | {"sha256": f"{number}"} for number in range(MOST - 1)]
    file.write_text(json.dumps(content))
    sessions = Sessions(file, lambda: 0)
    assert sessions.of(cookie)
    sessions.begin("last")
    assert sessions.of(cookie) is None


@pytest.mark.parametrize("content", ["", "[]", '{"sessions": [{"sha256": "a"}]}', '{"sessions": [1]}'])
def test_a_damaged_file_of_logins_asks_everybody_to_log_in_again(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE_NAME).write_text(content)
    sessions = Sessions(tmp_path / FILE_NAME, lambda: 0)
    assert sessions.of("anybody") is None
    cookie = sessions.begin("a token's digest")
    assert Sessions(tmp_path / FILE_NAME, lambda: 0).of(cookie)


def test_where_nothing_can_be_written_a_login_lasts_as_long_as_the_process(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    sessions = Sessions(tmp_path / FILE_NAME, lambda: 0)
    cookie = sessions.begin("a token's digest")
    assert sessions.of(cookie)
    sessions.end(cookie)
    assert sessions.of(cookie) is None
