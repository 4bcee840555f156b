"""Webhooks, against a real HTTP server."""

import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from email.utils import format_datetime
from pathlib import Path

import pytest
import trustme

from pipeline.errors import DeliveryFailed, DeliveryRefused, SecretMissing
from rules.actions.parcel import MAX_BODY_BYTES
from rules.actions.secret import Secrets
from rules.actions.webhook import signature, webhook
from rules.alert import moment
from rules.judgement import Reason
from tests.delivery_samples import NOW_US, Receiver, alert, free_port, parcel, receiver

ENVIRONMENT = {"KEY": "hush-key", "PASSWORD": "p@ss:w/rd"}


@pytest.fixture
def server() -> Iterator[Receiver]:
    with receiver() as state:
        yield state


def send(url: str, environment: dict[str, str] | None = None, **settings: object) -> None:
    webhook({"url": url, **settings}).send(parcel(), Secrets(environment or ENVIRONMENT))


def test_alert_is_posted_as_json(server: Receiver) -> None:
    send(server.url("/hook?to=me"))
    (request,) = server.received
    assert request.path == "/hook?to=me"
    assert json.loads(request.body) == {**alert().to_json(), "delivery": "delivery-1", "cut": False}
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["Idempotency-Key"] == request.headers["X-Vedette-Delivery"] == "delivery-1"
    assert request.headers["X-Vedette-Attempt"] == "1"
    assert "X-Vedette-Signature" not in request.headers


def test_receiver_can_check_the_signature_by_hand(server: Receiver) -> None:
    send(server.url(), secret="${KEY}")
    (request,) = server.received
    parts = dict(part.split("=") for part in request.headers["X-Vedette-Signature"].split(","))
    assert int(parts["t"]) == NOW_US // 1_000_000
    signed = parts["t"].encode() + b"." + request.body
    assert parts["v1"] == hmac.new(b"hush-key", signed, hashlib.sha256).hexdigest()


def test_signature_is_the_known_one() -> None:
    """Against OpenSSL: printf '1.{}' | openssl dgst -sha256 -hmac key."""
    expected = "1ba6b8171186efc613e8bcc0cbdab2748f24984d7c5a84faa2637afa0e40d224"
    assert signature("key", 1, b"{}") == f"t=1,v1={expected}"


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_2xx_is_delivered(server: Receiver, status: int) -> None:
    server.status = status
    send(server.url())


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 599])
def test_may_work_the_next_time(server: Receiver, status: int) -> None:
    server.status = status
    with pytest.raises(DeliveryFailed, match=f"^expected 2xx, received {status}"):
        send(server.url())


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
def test_refusal_is_final(server: Receiver, status: int) -> None:
    server.status = status
    with pytest.raises(DeliveryRefused, match=f"^expected 2xx, received {status}"):
        send(server.url())


def test_redirects_are_not_followed(server: Receiver) -> None:
    server.status, server.headers = 307, {"Location": server.url("/elsewhere")}
    with pytest.raises(DeliveryRefused, match="received 307 Temporary Redirect; redirects are not followed"):
        send(server.url())
    assert [request.path for request in server.received] == ["/hook"]


@pytest.mark.parametrize(
    ("retry_after", "expected_us"),
    [
        ("120", 120_000_000),
        ("0", 0),
        (format_datetime(moment(NOW_US + 90_000_000), usegmt=True), 90_000_000),
        ("Mon, 01 Jan 2001 00:00:00 GMT", 0),
        ("Mon, 01 Jan 2001 00:00:00 -0000", 0),
        ("soon", None),
        ("-5", None),
        ("9" * 400, 999_999_999_000_000),
    ],
)
def test_server_says_when_to_come_back(server: Receiver, retry_after: str, expected_us: int | None) -> None:
    server.status, server.headers = 503, {"Retry-After": retry_after}
    with pytest.raises(DeliveryFailed) as raised:
        send(server.url())
    assert raised.value.retry_after_us == expected_us


def test_server_that_does_not_answer_is_given_its_time_and_no_more(server: Receiver) -> None:
    ended = threading.Event()
    server.answer = lambda _: ended.wait(20)
    began_s = time.monotonic()
    with pytest.raises(DeliveryFailed, match=r"^no answer within 0\.3 s$"):
        send(server.url(), timeout_us=300_000)
    assert time.monotonic() - began_s < 5
    ended.set()


def test_server_that_drips_is_given_its_time_and_no_more() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=drip, args=[listening], daemon=True).start()
        began_s = time.monotonic()
        with pytest.raises(DeliveryFailed, match=r"^no answer within 0\.5 s$"):
            send(f"http://127.0.0.1:{listening.getsockname()[1]}/", timeout_us=500_000)
        assert time.monotonic() - began_s < 5


def drip(listening: socket.socket) -> None:
    """Answer with one header after the other, each just in time for a client that waits for bytes alone."""
    connection, _ = listening.accept()
    with connection:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        try:
            for number in range(200):
                connection.sendall(f"X-{number}: drip\r\n".encode())
                time.sleep(0.1)
        except OSError:
            return


def test_nobody_listens() -> None:
    with pytest.raises(DeliveryFailed, match=r"^no connection: Connection refused$"):
        send(f"http://127.0.0.1:{free_port()}/")


def test_something_else_than_http_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b"220 mail.example.org ESMTP hush-banner\r\n")

        threading.Thread(target=answer, daemon=True).start()
        with pytest.raises(
            DeliveryFailed, match=r"^expected HTTP, received something else \(BadStatusLine\)$"
        ):
            send(f"http://127.0.0.1:{listening.getsockname()[1]}/")


def test_user_and_password_of_the_url_may_hold_any_sign(server: Receiver) -> None:
    send(f"http://me:${{PASSWORD}}@127.0.0.1:{server.port}/")
    assert server.received[0].headers["Authorization"] == "Basic bWU6cEBzczp3L3Jk"


def test_secret_that_is_not_there_is_named() -> None:
    with pytest.raises(SecretMissing, match=r"^environment: expected a value for NOWHERE, as the rules need"):
        send("http://127.0.0.1/${NOWHERE}")


@pytest.mark.parametrize(
    "value", ["x\r\nX-Evil: 1", "x HTTP/1.1\r\n\r\nPOST /evil", "tab\there", "nul\x00", "blank here"]
)
def test_nothing_in_a_url_can_add_a_header(server: Receiver, value: str) -> None:
    with pytest.raises(DeliveryFailed, match=r"received such characters$"):
        send(server.url("/${VALUE}"), {"VALUE": value})
    assert server.received == []


def test_names_with_line_ends_stay_in_the_body(server: Receiver) -> None:
    odd = alert(rule="a\r\nX-Evil: 1", camera="b\nc")
    webhook({"url": server.url()}).send(parcel(odd), Secrets({}))
    assert "X-Evil" not in server.received[0].headers
    assert json.loads(server.received[0].body)["rule"] == "a\r\nX-Evil: 1"


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/x", "127.0.0.1/x", "http:///x", "http://h:99999/", "http://[::1/"]
)
def test_other_urls_are_told_without_being_repeated(url: str) -> None:
    with pytest.raises(DeliveryFailed, match=r"^url: expected http:// or https://") as raised:
        send("${URL}", {"URL": url})
    assert url not in str(raised.value)


def test_body_has_an_end(server: Receiver) -> None:
    reasons = tuple(Reason(f"condition {number}", held=True, found="é" * 200) for number in range(2000))
    large = alert(events=tuple(f"event-{number}" for number in range(9000)), reasons=reasons)
    webhook({"url": server.url()}).send(parcel(large), Secrets({}))
    body = server.received[0].body
    told = json.loads(body)
    assert len(body) <= MAX_BODY_BYTES
    assert told["cut"]
    assert told["events"][0] == "event-0"


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


def tls(authority: trustme.CA, host: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host).configure_cert(context)
    return context


def trusting(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))


def test_tls_with_a_trusted_certificate(
    authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trusting(authority, monkeypatch, tmp_path)
    with receiver(context=tls(authority, "localhost")) as server:
        send(f"https://localhost:{server.port}/")
        assert len(server.received) == 1


def test_tls_with_an_unknown_certificate_sends_nothing(authority: trustme.CA) -> None:
    with receiver(context=tls(authority, "localhost")) as server:
        with pytest.raises(DeliveryFailed, match=r"^certificate not trusted: "):
            send(f"https://localhost:{server.port}/")
        assert server.received == []


def test_tls_with_a_certificate_for_another_host_sends_nothing(
    authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trusting(authority, monkeypatch, tmp_path)
    with receiver(context=tls(authority, "elsewhere.example")) as server:
        with pytest.raises(DeliveryFailed, match=r"^certificate not trusted: Hostname mismatch"):
            send(f"https://localhost:{server.port}/")
        assert server.received == []


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://hooks.example.org/services/T0/B0/token", "webhook https://hooks.example.org"),
        ("https://me:${PASSWORD}@example.org:8443/", "webhook https://example.org:8443"),
        ("${URL}", "webhook ${URL}"),
    ],
)
def test_name_shows_no_secret(url: str, name: str) -> None:
    assert webhook({"url": url}).name == name
