"""`vedette alerts`: ask the history what rules fired."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.events import Camera, Db, Limit, Since, Until
from api.moment import iso
from pipeline.history.history import DEFAULT_DB, History

if TYPE_CHECKING:
    from rules.archive.alert_query import AlertQuery

RuleName = Annotated[str | None, typer.Option("--rule", help="Only of the rule of this name.")]
Withheld = Annotated[
    bool, typer.Option(help="Also those that nobody was told of: asleep, disarmed, cooldown, time unknown.")
]
AsJson = Annotated[bool, typer.Option("--json", help='Print {"alerts": [...]}.')]


def alerts(  # noqa: PLR0913  # one parameter an option, as typer reads them
    *,
    db: Db = DEFAULT_DB,
    rule: RuleName = None,
    camera: Camera = None,
    since: Since = None,
    until: Until = None,
    withheld: Withheld = False,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List what rules fired, and why, the newest first.

    Times without an offset are local.
    """
    if since is not None and until is not None and since >= until:
        raise typer.BadParameter(f"expected --since before --until, received {iso(since)} and {iso(until)}")
    from rules.archive.alert_query import AlertQuery  # noqa: PLC0415  # half a second, with all of the rules

    query = AlertQuery(camera, rule, since, until, with_withheld=withheld)
    with History.open(db) as history:
        _write(history, query, limit, as_json=as_json)


def _write(history: History, query: "AlertQuery", limit: int | None, *, as_json: bool) -> None:
    from api.alert_text import ruling_line, write_rulings_json  # noqa: PLC0415  # likewise
    from rules.archive.alerts import Alerts  # noqa: PLC0415

    found = history.read(lambda connection: Alerts(connection).of(query, limit))
    if as_json:
        write_rulings_json(found, sys.stdout)
        return
    for ruling in found:
        typer.echo(ruling_line(ruling))
