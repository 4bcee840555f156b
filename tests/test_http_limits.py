"""Requests that are too large, too slow, or lead out of the history's folder."""

import re
import socket
import ssl
import time
from pathlib import Path

import httpx
import pytest
import trustme

from api.configuration import Server
from api.http.limits import LimitSettings
from api.http.patience import PatienceSettings
from api.http.server import HttpServer
from pipeline.errors import VedetteError
from pipeline.history.writer import HistoryWriter
from tests.http_serving import WAIT_S, fill, make_token, serving
from tests.test_http_events import CAR, detail

SMALL = LimitSettings(body_bytes=1000, body_s=1.0)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    fill(tmp_path / "history.db")
    return tmp_path / "history.db"


def connected(server: HttpServer) -> socket.socket:
    port = httpx.URL(server.url).port
    assert port is not None
    found = socket.create_connection(("127.0.0.1", port), timeout=WAIT_S)
    found.settimeout(WAIT_S)
    return found


def all_of(connection: socket.socket) -> bytes:
    """What comes until the other side hangs up."""
    found = b""
    while piece := connection.recv(65536):
        found += piece
    return found


def is_hung_up(connection: socket.socket) -> bool:
    """Wait until the other side has hung up; false if it says something first."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_a_large_body_is_refused_before_it_is_read(db: Path) -> None:
    with serving(db, limits=SMALL) as server, connected(server) as connection:
        head = b"POST /rules/check HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000000000\r\n\r\n"
        connection.sendall(head)
        answer = all_of(connection)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"body: expected at most 1,000 bytes, received more" in answer


def test_a_large_body_without_a_length_is_refused_on_the_way(db: Path) -> None:
    with serving(db, limits=SMALL) as server, httpx.Client(base_url=server.url, timeout=WAIT_S) as asking:
        answer = asking.post("/rules/check", content=(b"x" * 100 for _ in range(30)))
    assert answer.status_code == 413
    assert "expected at most 1,000 bytes" in detail(answer)


def test_a_compressed_body_is_refused(db: Path) -> None:
    with serving(db) as server, httpx.Client(base_url=server.url, timeout=WAIT_S) as asking:
        answer = asking.post("/rules/check", content=b"x", headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 415


def test_a_body_that_does_not_come_is_given_up(db: Path) -> None:
    with serving(db, limits=SMALL) as server, connected(server) as connection:
        connection.sendall(b"POST /rules/check HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        answer = all_of(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("sent", [b"", b"GET /events HTTP/1.1\r\nHost: loc"], ids=["nothing", "half a head"])
def test_who_does_not_say_what_they_want_is_hung_up_on(db: Path, sent: bytes) -> None:
    with serving(db, patience=PatienceSettings(head_s=0.3)) as server, connected(server) as connection:
        connection.sendall(sent)
        assert is_hung_up(connection)


def test_a_second_request_must_come_as_whole_as_the_first(db: Path) -> None:
    with serving(db, patience=PatienceSettings(head_s=3.0)) as server, connected(server) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = connection.recv(65536)
        while not answer.endswith(b"}"):  # head and body may come apart
            answer += connection.recv(65536)
        assert answer.startswith(b"HTTP/1.1 200")
        connection.sendall(b"GET /hea")
        assert is_hung_up(connection)


def test_who_takes_nothing_is_hung_up_on(db: Path) -> None:
    clip = db.parent / "recordings" / "yard" / "a.mp4"
    clip.write_bytes(b"x" * 50_000_000)
    with serving(db, patience=PatienceSettings(stalled_s=0.3)) as server, connected(server) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(f"GET /events/{CAR}/clip.mp4 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert connection.recv(10).startswith(b"HTTP/1.1 2")
        until_s = time.monotonic() + WAIT_S
        while server._server.server_state.connections:
            assert time.monotonic() < until_s
            time.sleep(0.05)


@pytest.mark.parametrize(
    "way",
    [
        "/../history.db", "/page/../../configuration.py", "/page/%2e%2e/%2e%2e/configuration.py",
        "/page/..%2f..%2fconfiguration.py", "/events/..%2f..%2fhistory.db/snapshot.jpg",
        "/cameras/../../etc/passwd/still.jpg", "/recordings/..%2fhistory.db/clip.mp4", "/page//etc/passwd",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_what_is_served(db: Path, way: str) -> None:
    with serving(db) as server, connected(server) as connection:
        head = f"GET {way} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode())
        answer = all_of(connection)
    assert re.match(rb"HTTP/1.1 4\d\d ", answer)


@pytest.mark.parametrize("way", ["../secret.jpg", "/etc/hostname", "link.jpg"])
def test_a_row_that_leads_out_of_the_folder_is_not_served(tmp_path: Path, way: str) -> None:
    db = tmp_path / "out" / "history.db"
    db.parent.mkdir()
    fill(db)
    (tmp_path / "secret.jpg").write_bytes(b"hidden words")
    (db.parent / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    with HistoryWriter(db) as writer:
        writer.transact(lambda connection: connection.execute("update events set snapshot = ?", (way,)))
    with serving(db) as server, httpx.Client(base_url=server.url, timeout=WAIT_S) as asking:
        answer = asking.get(f"/events/{CAR}/snapshot.jpg")
    assert answer.status_code == 404
    assert b"hidden words" not in answer.content


def test_every_answer_keeps_browsers_from_guessing(db: Path) -> None:
    with serving(db) as server, httpx.Client(base_url=server.url, timeout=WAIT_S) as asking:
        for way in ("/events", "/nowhere", f"/events/{CAR}/snapshot.jpg", "/", "/docs", "/health"):
            headers = asking.get(way).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert "default-src 'none'" in headers["content-security-policy"]
            assert "server" not in headers


def test_https_is_served_with_a_certificate(db: Path, tmp_path: Path) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    certificate.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    certificate.private_key_pem.write_to_path(tmp_path / "key.pem")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    where = Server(port=0, certificate=tmp_path / "cert.pem", key=tmp_path / "key.pem")
    context = ssl.create_default_context(cafile=tmp_path / "ca.pem")
    with serving(db, server=where) as server, httpx.Client(verify=context, timeout=WAIT_S) as asking:
        assert server.url.startswith("https://")
        assert asking.get(f"{server.url}events").status_code == 200


def test_a_key_of_another_certificate_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("nothing")
    where = Server(port=0, certificate=tmp_path / "cert.pem", key=tmp_path / "key.pem")
    said = r"server.tls: .*cert.pem: expected a certificate with its key"
    with pytest.raises(VedetteError, match=said), serving(tmp_path / "history.db", server=where):
        pass


def test_a_port_that_another_program_has_is_told_in_one_line(tmp_path: Path) -> None:
    with serving(tmp_path / "history.db") as server:
        port = httpx.URL(server.url).port
        assert port is not None
        again = serving(tmp_path / "history.db", server=Server(port=port))
        with pytest.raises(VedetteError, match=f"cannot listen at 127.0.0.1 port {port}: "), again:
            pass


@pytest.mark.parametrize(("proxies", "is_believed"), [((), False), (("127.0.0.1",), True)])
def test_only_a_trusted_proxy_says_who_asks_and_how(
    db: Path, proxies: tuple[str, ...], *, is_believed: bool
) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9", "Host": "localhost"}
    token = make_token(db)
    serves = serving(db, server=Server(port=0, proxies=proxies))
    with serves as server, httpx.Client(base_url=server.url, timeout=WAIT_S) as asking:
        answer = asking.post("/session", json={"token": token}, headers=headers)
    assert ("secure" in answer.headers["set-cookie"].lower()) is is_believed
