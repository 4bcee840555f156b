"""Answers wait neither for the garbage collector nor for the network's habits."""

import gc
import socket
from pathlib import Path

from api.http.promptness import prompt
from tests.http_serving import serving


def test_what_is_there_from_the_start_is_not_looked_through_for_garbage() -> None:
    with prompt():
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0


def test_bodies_do_not_wait_until_clients_have_the_headers(tmp_path: Path) -> None:
    with serving(tmp_path / "history.db") as server:
        assert server._socket is not None
        assert server._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
