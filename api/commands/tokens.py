"""`vedette token`: who may ask over HTTP."""

import json
import time
from pathlib import Path
from typing import Annotated

import typer

from api.commands.events import Db
from api.moment import iso
from api.tokens import FILE_NAME, ROLES, TokenFile
from pipeline.history.history import DEFAULT_DB

app = typer.Typer(help="Say who may ask over HTTP: make, list and revoke tokens.", no_args_is_help=True)

TokenName = Annotated[str, typer.Argument(metavar="NAME", help="Whose it is: phone, home-assistant.")]
RoleName = Annotated[
    str,
    typer.Option(
        "--role",
        metavar="ROLE",
        help="view: look; operate: also correct, arm and fire; admin: also zones and lines.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help='Print {"tokens": [...]}.')]


@app.command()
def make(name: TokenName, *, role: RoleName = "view", db: Db = DEFAULT_DB) -> None:
    """Make a token and print it; it is not shown again, only its digest is kept, beside the history."""
    if not name.strip() or not name.isprintable() or len(name) > 100:
        raise typer.BadParameter(f"NAME: expected up to 100 letters on one line, received {name!r:.110}")
    if role not in ROLES:
        raise typer.BadParameter(f"--role: expected {', '.join(ROLES)}, received {role!r}")
    typer.echo(_file(db).make(name, role, time.time_ns() // 1000))


@app.command("list")
def list_tokens(*, db: Db = DEFAULT_DB, as_json: AsJson = False) -> None:
    """List the tokens that are accepted: name, role and when they were made."""
    found = [
        {"name": token.name, "role": token.role, "created": iso(token.created_us)}
        for token in _file(db).tokens()
    ]
    if as_json:
        typer.echo(json.dumps({"tokens": found}, ensure_ascii=False, indent=1))
        return
    for token in found:
        typer.echo("\t".join(token.values()))


@app.command()
def revoke(name: TokenName, *, db: Db = DEFAULT_DB) -> None:
    """Accept a token no more, from now on."""
    _file(db).revoke(name)
    typer.echo(f"{name}: revoked")


def _file(db: Path) -> TokenFile:
    return TokenFile(db.parent / FILE_NAME)
