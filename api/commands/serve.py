"""`vedette serve`: HTTP, the page, and live cameras."""

import json
import logging
import os
import signal
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.watch import heard
from pipeline.history.history import DEFAULT_DB

if TYPE_CHECKING:
    import queue

    from api.configuration import Server
    from api.http.served import Served
    from api.live.service import Service

ConfigFile = Annotated[
    Path | None,
    typer.Argument(metavar="[CONFIG]", help="The configuration: cameras, rules, storage, server."),
]
Host = Annotated[str | None, typer.Option(help="Address to listen at; as configured, or only this machine.")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port; as configured, or 8080. 0: any.")]
Db = Annotated[Path | None, typer.Option(help="The history, without CONFIG; else it is where that says.")]


Describe = Annotated[
    bool, typer.Option("--describe", help="Print the OpenAPI description, and serve nothing.")
]


def serve(
    config: ConfigFile = None,
    *,
    host: Host = None,
    port: Port = None,
    db: Db = None,
    describe: Describe = False,
) -> None:
    """Serve the history over HTTP, with a page to look at; watch the cameras that CONFIG names.

    Only this machine can ask, until a token is made (vedette token make) and another address given. The
    configuration is followed when its file changes. SIGTERM and Ctrl-C finish clips and rows.
    """
    if config is not None and db is not None:
        raise typer.BadParameter("expected CONFIG or --db, received both")
    if describe:
        typer.echo(_description())
        return
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", force=True)
    with heard() as words, ExitStack() as stack:
        service = _run(config, db, (host, port), words, stack)
        while words.get() == signal.SIGHUP:
            if service:
                service.reload()


def _description() -> str:
    """What the routes take and answer, as OpenAPI; the same whatever is served."""
    from api.http.app import make_app  # noqa: PLC0415  # FastAPI, OpenCV and the rest take a second
    from api.http.doorkeeper import Doorkeeper  # noqa: PLC0415
    from api.http.served import Served  # noqa: PLC0415
    from api.tokens import FILE_NAME, TokenFile  # noqa: PLC0415

    doorkeeper = Doorkeeper(TokenFile(DEFAULT_DB.with_name(FILE_NAME)), is_local=True)
    app = make_app(Served(DEFAULT_DB), doorkeeper)
    return json.dumps(app.openapi(), ensure_ascii=False, indent=1)


def _run(
    config: Path | None,
    db: Path | None,
    place: tuple[str | None, int | None],
    words: "queue.SimpleQueue[int]",
    stack: ExitStack,
) -> "Service | None":
    """Start cameras and HTTP, and have them stopped with the stack."""
    # FastAPI, OpenCV and the rest take a second, which no other command should pay.
    from api.http.app import make_app  # noqa: PLC0415
    from api.http.doorkeeper import Doorkeeper  # noqa: PLC0415
    from api.http.server import HttpServer, check_address, is_local  # noqa: PLC0415
    from api.tokens import FILE_NAME, TokenFile  # noqa: PLC0415

    served, configured = _served(config, db)
    address = _address(configured, *place)
    tokens = TokenFile(served.db.parent / FILE_NAME)
    check_address(address, tokens)
    app = make_app(served, Doorkeeper(tokens, is_local=is_local(address)))
    server = HttpServer(app, address, ended=lambda: words.put(signal.SIGTERM))
    if served.service:
        served.service.start()
        stack.callback(served.service.stop)
    server.start()
    stack.callback(server.stop)
    logging.getLogger(__name__).info("serving %s at %s", served.db, server.url)
    return served.service


def _served(config: Path | None, db: Path | None) -> "tuple[Served, Server]":
    """What is served, and where it is configured to be."""
    from api.configuration import Server  # noqa: PLC0415  # likewise
    from api.http.rulebook import Rulebook  # noqa: PLC0415
    from api.http.served import Served, prepared  # noqa: PLC0415
    from api.live.service import Service  # noqa: PLC0415

    if config is None:
        return Served(prepared(db or DEFAULT_DB)), Server()
    rulebook = Rulebook(config)
    found = rulebook.configuration
    assert found is not None
    if not found.cameras:
        return Served(prepared(found.storage.folder / DEFAULT_DB.name), rulebook=rulebook), found.server
    service = Service(config, os.environ)
    return Served(service.db, service, Rulebook(config, service)), found.server


def _address(configured: "Server", host: str | None, port: int | None) -> "Server":
    return replace(
        configured,
        host=configured.host if host is None else host,
        port=configured.port if port is None else port,
    )
