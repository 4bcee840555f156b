"""Serves the application at an address, from a thread of its own."""

import asyncio
import logging
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Final

from fastapi import FastAPI
from uvicorn import Config, Server

from api.configuration import Server as Address
from api.http.doorkeeper import is_loopback
from api.http.patience import PatienceSettings, patient_protocol
from api.http.promptness import prompt
from api.tokens import TokenFile
from pipeline.errors import VedetteError

MOST_CONNECTIONS: Final = 600
"""Open at once: hundreds of programs that wait for events, and below the 1,024 files of a process."""

IDLE_S: Final = 15
"""A connection without a request is closed after so long; a page asks every few seconds."""

STOPS_S: Final = 2
"""By then everybody was hung up on (`PatienceSettings.stops_s`); what goes on all the same is cut off."""


def _is_news(record: logging.LogRecord) -> bool:
    """False for the traceback of a request that was cut off when we stopped; a line tells of it."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


class HttpServer:
    """Serves from `start` to `stop`.

    Args:
        app: What is served.
        address: Where, and with which certificate.
        ended: Called when serving ends, for whatever reason.
        patience: How long slow clients are borne.

    Raises:
        VedetteError: The certificate does not fit its key, or cannot be read.
    """

    def __init__(
        self,
        app: FastAPI,
        address: Address,
        ended: Callable[[], None] = lambda: None,
        patience: PatienceSettings | None = None,
    ) -> None:
        self._address = address
        self._ended = ended
        logging.getLogger("uvicorn.error").addFilter(_is_news)
        config = Config(
            app, http=patient_protocol(patience or PatienceSettings()), ws="none", loop="asyncio",
            lifespan="off", log_config=None, log_level="error", access_log=False, server_header=False,
            proxy_headers=bool(address.proxies), forwarded_allow_ips=list(address.proxies),
            limit_concurrency=MOST_CONNECTIONS, timeout_keep_alive=IDLE_S, timeout_graceful_shutdown=STOPS_S,
            ssl_certfile=address.certificate, ssl_keyfile=address.key,
        )  # fmt: skip
        try:
            config.load()
        except (OSError, ssl.SSLError) as error:
            raise VedetteError(
                f"server.tls: {address.certificate}: expected a certificate with its key: {error}"
            ) from error
        self._server = Server(config)
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name="http", daemon=True)

    @property
    def url(self) -> str:
        """Where the page is, once started."""
        assert self._socket is not None
        host, port = self._socket.getsockname()[:2]
        scheme = "https" if self._address.certificate else "http"
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/"

    def start(self) -> None:
        """Begin to serve.

        Raises:
            VedetteError: Nobody can listen there: another program does, or it is not our address.
        """
        host, port = self._address.host, self._address.port
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
            self._socket = socket.create_server((found[4][0], port), family=found[0], backlog=512)
            # Else a body waits 40 ms until the client says that it has the headers: asyncio sees to it only
            # for sockets that name their protocol, which this one does not.
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            raise VedetteError(f"serve: cannot listen at {host} port {port}: {error.strerror}") from error
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Take no further requests; those under way may end."""
        self._server.should_exit = True

    def stop(self) -> None:
        """Stop serving: in about a second. What takes longer, a trial of rules, ends with the process."""
        self.ask_to_stop()
        self._thread.join(STOPS_S + 1)

    def _run(self) -> None:
        assert self._socket is not None
        try:
            with prompt():
                self._server.run([self._socket])
        finally:
            self._socket.close()
            self._ended()


def is_local(address: Address) -> bool:
    """True if only this machine can reach us: a proxy lets others in."""
    return is_loopback(address.host) and not address.proxies


def check_address(address: Address, tokens: TokenFile) -> None:
    """Refuse to let others in as long as nobody has to say who they are.

    Raises:
        VedetteError: No token is made.
    """
    if not is_local(address) and not tokens.tokens():
        where = f"host {address.host}" if not is_loopback(address.host) else "server.trusted_proxies"
        raise VedetteError(
            f"serve: {where}: others could reach it: expected a token, made with `vedette token make NAME`, "
            "received none; without one, expected host 127.0.0.1 and no proxies"
        )
