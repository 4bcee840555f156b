"""Notifications: Apprise, against a real SMTP server and a real HTTP server."""

import email
import email.policy
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from pipeline.errors import DeliveryFailed
from rules.actions.notify import notify, text, title
from rules.actions.parcel import local_time
from rules.actions.secret import Secrets
from rules.alert import Alert, moment
from rules.judgement import Reason
from tests.delivery_samples import NOW_US, alert, free_port, parcel, receiver

pytestmark = [
    # Apprise imports it for PGP, which we do not use, on the Pythons that still have it.
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning"),
    # On loopback there is no one to listen.
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning"),
]

PASSWORD = "hush/p@ss word"
ENVIRONMENT = {"MAIL_PASSWORD": PASSWORD, "TOKEN": "hush-token-123456"}
JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"


@dataclass(slots=True)
class Mailbox:
    """Takes mail for those who know the password."""

    port: int = 0
    mails: list[bytes] = field(default_factory=list)
    refusal: str = ""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as aiosmtpd names it
        assert isinstance(envelope.content, bytes)
        if not self.refusal:
            self.mails.append(envelope.content)
        return self.refusal or "250 OK"

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=(data.login, data.password) == (b"me@house.example", PASSWORD.encode()))


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    state = Mailbox()
    state.port = free_port()
    controller = Controller(
        state,
        hostname="127.0.0.1",
        port=state.port,
        authenticator=state.authenticate,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    yield state
    controller.stop()


def mail_url(port: int) -> str:
    return (
        f"mailto://me:${{MAIL_PASSWORD}}@house.example:{port}"
        "?smtp=127.0.0.1&mode=insecure&to=you@house.example&user=me@house.example&from=me@house.example"
    )


def send(url: str, its_alert: Alert | None = None, picture: Path | None = None) -> Secrets:
    secrets = Secrets(ENVIRONMENT)
    notify({"url": url}).send(parcel(its_alert, picture=picture), secrets)
    return secrets


def test_mail_says_what_happened_and_shows_it(mailbox: Mailbox, tmp_path: Path) -> None:
    (tmp_path / "it.jpg").write_bytes(JPEG)
    send(mail_url(mailbox.port), picture=tmp_path / "it.jpg")
    mail = email.message_from_bytes(mailbox.mails[0], policy=email.policy.default)
    assert mail["Subject"] == "gate: someone at the gate"
    assert "you@house.example" in mail["To"]
    parts = {part.get_content_type(): part for part in mail.walk()}
    shown = "".join(part.get_content() for kind, part in parts.items() if kind.startswith("text/"))
    assert "in driveway for 3.1 s" in shown
    assert parts["image/jpeg"].get_content() == JPEG


def test_mail_server_that_refuses_is_told(mailbox: Mailbox) -> None:
    mailbox.refusal = "550 no such person"
    with pytest.raises(DeliveryFailed):
        send(mail_url(mailbox.port))


def test_other_service_is_told_too() -> None:
    with receiver() as server:
        send(f"json://127.0.0.1:{server.port}/hook")
        assert b"someone at the gate" in server.received[0].body


@pytest.mark.parametrize("url", ["nosuch://${TOKEN}", "mailto://", "ntfy"])
def test_url_that_apprise_does_not_know_is_told_without_being_repeated(url: str) -> None:
    with pytest.raises(DeliveryFailed, match=r"^expected a URL as Apprise defines it, received another$"):
        send(url)


@pytest.fixture
def log() -> Iterator[StringIO]:
    """All that a program that logs everything would write."""
    written, root = StringIO(), logging.getLogger()
    handler, before = logging.StreamHandler(written), root.level
    root.addHandler(handler)
    root.setLevel(1)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.mark.parametrize("path", ["${TOKEN}", "literal-token-987654"])
def test_neither_log_nor_message_tells_the_secret(path: str, log: StringIO) -> None:
    secrets = Secrets(ENVIRONMENT)
    with pytest.raises(DeliveryFailed, match="onnection") as raised:
        notify({"url": f"json://me:{path}@127.0.0.1:{free_port()}/{path}"}).send(parcel(), secrets)
    told = log.getvalue() + secrets.hide(str(raised.value))
    assert "hush-token-123456" not in told
    assert "literal-token-987654" not in told


def test_silence_does_not_reach_our_own_log(log: StringIO) -> None:
    with receiver() as server:
        send(f"json://127.0.0.1:{server.port}/hook")
    logging.getLogger("rules.delivery").info("still here")
    assert log.getvalue() == "still here\n"


def test_text_is_in_plain_words() -> None:
    failed = Reason("not dog", held=False, found="dog")
    told = text(alert(reasons=(*alert().reasons, failed)))
    when = local_time(moment(NOW_US))
    assert (
        told
        == f"Person (93%) at gate in driveway, {when}.\n- person in driveway for 2 s: in driveway for 3.1 s"
    )


def test_text_of_an_absence_at_an_unknown_time() -> None:
    absence = alert(label=None, score=None, zones=(), reasons=(), utc_us=None)
    assert text(absence) == "At gate, at an unknown time."


@pytest.mark.parametrize(
    ("mark", "expected"),
    [({}, "gate: r"), ({"is_test": True}, "Test: gate: r"), ({"is_late": True}, "Late: gate: r")],
)
def test_title_says_what_is_no_news(mark: dict[str, bool], expected: str) -> None:
    assert title(alert(rule="r", **mark)) == expected


@pytest.mark.parametrize(("url", "name"), [("tgram://${T}/1", "notify tgram"), ("${URL}", "notify ${…}")])
def test_name_shows_the_service_alone(url: str, name: str) -> None:
    assert notify({"url": url}).name == name
