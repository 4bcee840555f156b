"""While people are answered, threads take turns quickly; after that as before."""

import gc
import socket
import sys
from pathlib import Path

from api.http.promptness import SWITCH_S, prompt
from tests.http_serving import serving


def test_threads_take_turns_quickly_as_long_as_people_are_answered() -> None:
    before = sys.getswitchinterval()
    with prompt():
        assert sys.getswitchinterval() == SWITCH_S < before
        assert gc.get_freeze_count() > 0
    assert sys.getswitchinterval() == before
    assert gc.get_freeze_count() == 0


def test_bodies_do_not_wait_until_clients_have_the_headers(tmp_path: Path) -> None:
    with serving(tmp_path / "history.db") as server:
        assert server._socket is not None
        assert server._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
