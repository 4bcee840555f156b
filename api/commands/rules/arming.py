"""`vedette rules arm` and `disarm`: switch a rule on and off without touching its file."""

import time
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from api.commands.events import Db
from api.commands.rules.app import app
from pipeline.history.history import DEFAULT_DB

RuleName = Annotated[str, typer.Argument(metavar="NAME", help="Name of the rule.")]
Rules = Annotated[
    Path | None, typer.Option("--rules", metavar="FILE", help="Check that the rule stands in this file.")
]


@app.command()
def arm(name: RuleName, *, db: Db = DEFAULT_DB, rules: Rules = None) -> None:
    """Have a rule fire again, from now on. Footage of earlier times is judged as the rule was armed then."""
    _note(name, db, rules, is_armed=True)


@app.command()
def disarm(name: RuleName, *, db: Db = DEFAULT_DB, rules: Rules = None) -> None:
    """Keep a rule from firing, from now on, until it is armed. What it would have done is still noted."""
    _note(name, db, rules, is_armed=False)


def named(name: str, rules: Path, names: list[str]) -> str:
    """The name, if it is that of a rule.

    Raises:
        typer.BadParameter: It is none; the message tells the nearest.
    """
    if name in names:
        return name
    nearest = get_close_matches(name, names, n=1, cutoff=0.0)
    hint = f"; the nearest is {nearest[0]!r}" if nearest else "; the file has no rules"
    raise typer.BadParameter(f"NAME: expected a rule of {rules}, received {name!r}{hint}")


def _note(name: str, db: Path, rules: Path | None, *, is_armed: bool) -> None:
    from pipeline.history.beside import write_beside  # noqa: PLC0415  # only these commands need them
    from rules.archive.armings import Armings  # noqa: PLC0415

    if rules is not None:
        from api.configuration import read_configuration  # noqa: PLC0415

        named(name, rules, [rule.name for rule in read_configuration(rules).plan.rules])
    now_us = time.time_ns() // 1000
    write_beside(db, lambda connection: Armings(connection).note(name, now_us, is_armed=is_armed))
    typer.echo(f"{name}: {'armed' if is_armed else 'disarmed'}")
