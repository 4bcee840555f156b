"""Who may ask: tokens, roles, sessions, strangers, and those who guess."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.configuration import Server
from api.http.doorkeeper import Doorkeeper, Visit
from api.http.failures import Failures, FailureSettings
from api.http.problem import Refusal
from api.http.server import check_address
from api.tokens import FILE_NAME, TokenFile
from pipeline.errors import VedetteError
from tests.http_serving import WAIT_S, fill, make_token, serving
from tests.test_http_events import CAR, detail

STRICT = FailureSettings(at_once=3, forgiven_s=1000)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    fill(tmp_path / "history.db")
    return tmp_path / "history.db"


@contextmanager
def somebody(db: Path, **settings: FailureSettings) -> Iterator[httpx.Client]:
    with (
        serving(db, failures=settings.get("failures")) as server,
        httpx.Client(base_url=server.url, timeout=WAIT_S) as found,
    ):
        yield found


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Somebody who asks while no token is needed."""
    path = tmp_path_factory.mktemp("access") / "history.db"
    fill(path)
    with somebody(path) as found:
        yield found


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_without_a_token_made_this_machine_may_do_everything(db: Path) -> None:
    with somebody(db) as asking:
        said = asking.get("/session").json()
        assert asking.patch(f"/events/{CAR}", json={"reviewed": True}).status_code == 200
    assert said == {"needs_token": False, "role": "admin", "name": None, "csrf": None}


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "localhost@evil.example",
        "localhost:8080, evil.example", "0.0.0.0", "2130706433", "",
    ],
)  # fmt: skip
def test_another_name_for_this_machine_is_refused(asking: httpx.Client, host: str) -> None:
    answer = asking.get("/events", headers={"Host": host})
    assert answer.status_code == 403
    assert "header Host" in detail(answer)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "127.0.0.1:8080", "127.1.2.3", "[::1]:8080"])
def test_this_machine_has_names_of_its_own(asking: httpx.Client, host: str) -> None:
    assert asking.get("/events", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_another_sites_page_changes_nothing(db: Path, headers: dict[str, str]) -> None:
    with somebody(db) as asking:
        answer = asking.patch(f"/events/{CAR}", json={"reviewed": True}, headers=headers)
        assert asking.get(f"/events/{CAR}").json()["review"] is None
    assert answer.status_code == 403


def test_with_a_token_made_nobody_asks_without(db: Path) -> None:
    make_token(db, "view")
    with somebody(db) as asking:
        answer = asking.get("/events")
        assert asking.get("/health").json() == {"status": "ok", "troubles": []}
        assert asking.get("/").status_code == 200
        assert asking.get("/session").json()["needs_token"] is True
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert "expected `Bearer TOKEN`" in detail(answer)


@pytest.mark.parametrize(
    ("role", "answers"), [("view", (200, 403, 403)), ("operate", (200, 200, 403)), ("admin", (200, 200, 409))]
)
def test_each_role_may_do_what_those_below_it_may(db: Path, role: str, answers: tuple[int, ...]) -> None:
    token = make_token(db, role)  # type: ignore[arg-type]  # one of them
    with somebody(db) as asking:
        asking.headers = httpx.Headers(bearer(token))
        looked = asking.get("/events")
        corrected = asking.patch(f"/events/{CAR}", json={"reviewed": True})
        drawn = asking.put("/zones/a", json={"camera": "yard", "polygon": [[0, 0], [1, 0], [1, 1]]})
    assert (looked.status_code, corrected.status_code, drawn.status_code) == answers


def test_a_revoked_token_ends_its_sessions_too(db: Path) -> None:
    token = make_token(db, "view", "phone")
    with somebody(db) as asking:
        asking.post("/session", json={"token": token})
        assert asking.get("/events").status_code == 200
        make_token(db, "view", "other")
        TokenFile(db.parent / FILE_NAME).revoke("phone")
        assert asking.get("/events").status_code == 401
        assert asking.get("/events", headers=bearer(token)).status_code == 401


def test_a_server_of_tokens_stays_closed_when_the_last_is_revoked(tmp_path: Path) -> None:
    tokens = TokenFile(tmp_path / FILE_NAME)
    tokens.make("phone", "view", 0)
    outward = Doorkeeper(tokens, is_local=False)
    tokens.revoke("phone")
    assert outward.caller(Visit("GET", "10.0.0.7", {}, None)) is None


def test_the_cookie_of_a_session_is_out_of_reach_of_scripts_and_other_sites(db: Path) -> None:
    token = make_token(db, "operate", "phone")
    with somebody(db) as asking:
        answer = asking.post("/session", json={"token": token})
    attributes = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/"} <= attributes
    assert token not in answer.headers["set-cookie"]
    assert (answer.json()["role"], answer.json()["name"]) == ("operate", "phone")


def test_with_the_cookie_a_change_needs_what_only_our_page_knows(db: Path) -> None:
    token = make_token(db, "operate")
    with somebody(db) as asking:
        csrf = asking.post("/session", json={"token": token}).json()["csrf"]
        assert asking.get("/session").json()["csrf"] == csrf
        for headers in ({}, {"X-CSRF-Token": "x"}):
            answer = asking.patch(f"/events/{CAR}", json={"reviewed": True}, headers=headers)
            assert answer.status_code == 403
        right = {"X-CSRF-Token": csrf}
        assert asking.patch(f"/events/{CAR}", json={"reviewed": True}, headers=right).status_code == 200
        assert asking.delete("/session", headers=right).status_code == 204
        assert asking.get("/events").status_code == 401


def test_who_guesses_has_to_wait(db: Path) -> None:
    token = make_token(db, "view")
    with somebody(db, failures=STRICT) as asking:
        wrong = [asking.post("/session", json={"token": f"wrong {n}"}).status_code for n in range(5)]
        answer = asking.get("/events", headers=bearer(token))
    assert wrong == [401, 401, 401, 429, 429]
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


def test_a_wrong_token_is_never_said_again(db: Path) -> None:
    make_token(db, "view")
    with somebody(db) as asking:
        answers = [
            asking.post("/session", json={"token": "my secret"}),
            asking.post("/session", json={"tokn": "my secret"}),
            asking.post("/session", content="my secret"),
            asking.get("/events", headers=bearer("my secret")),
        ]
    assert all("secret" not in answer.text for answer in answers)


def test_wrong_tokens_are_forgiven_with_time_and_by_network() -> None:
    now = [0.0]
    failures = Failures(FailureSettings(at_once=2, forgiven_s=10), lambda: now[0])
    for address in ("2001:db8::1", "2001:db8::2"):
        failures.note(address)
    assert failures.wait_s("2001:db8::3") == 10
    assert failures.wait_s("2001:db8:0:1::3") == 0
    now[0] = 10.0
    assert failures.wait_s("2001:db8::3") == 0


@pytest.mark.parametrize(
    "address",
    [Server("0.0.0.0"), Server("192.168.1.5"), Server(proxies=("127.0.0.1",))],
)
def test_nobody_else_is_let_in_before_a_token_is_made(tmp_path: Path, address: Server) -> None:
    tokens = TokenFile(tmp_path / FILE_NAME)
    with pytest.raises(VedetteError, match="expected a token, made with `vedette token make NAME`"):
        check_address(address, tokens)
    tokens.make("phone", "view", 0)
    check_address(address, tokens)


@pytest.mark.parametrize("given", ["", "Basic abc", "Bearer", "Bearer  "])
def test_another_scheme_is_refused(tmp_path: Path, given: str) -> None:
    tokens = TokenFile(tmp_path / FILE_NAME)
    tokens.make("phone", "view", 0)
    with pytest.raises(Refusal, match="expected `Bearer TOKEN`"):
        Doorkeeper(tokens, is_local=True).caller(Visit("GET", "", {"authorization": given}, None))
