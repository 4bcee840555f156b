"""The command `vedette`."""

import logging
import os
import sys
from typing import Annotated

import typer

from api.commands.alerts import alerts
from api.commands.analyze import INTERRUPTED, analyze
from api.commands.cameras import cameras
from api.commands.correct import correct
from api.commands.deliveries import app as deliveries
from api.commands.demo import demo
from api.commands.doctor import doctor
from api.commands.evaluate import evaluate
from api.commands.events import events
from api.commands.model import app as model
from api.commands.report import report
from api.commands.rules import app as rules
from api.commands.serve import serve
from api.commands.storage import app as storage
from api.commands.tokens import app as token
from api.commands.verify import verify
from api.commands.watch import watch
from pipeline.errors import VedetteError
from rules.language.problem import RulesInvalid

app = typer.Typer(
    name="vedette",
    help="Find what moves in video, say what it is, remember it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(analyze)
app.command()(watch)
app.command()(serve)
app.command()(cameras)
app.command()(events)
app.command()(alerts)
app.command()(correct)
app.command()(report)
app.command()(evaluate)
app.command()(verify)
app.command()(doctor)
app.command()(demo)
app.add_typer(model, name="model")
app.add_typer(rules, name="rules")
app.add_typer(deliveries, name="deliveries")
app.add_typer(storage, name="storage")
app.add_typer(token, name="token")


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        import importlib.metadata  # noqa: PLC0415  # half as slow as all of typer, and no command needs it

        typer.echo(f"vedette {importlib.metadata.version('vedette')}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")
]


@app.callback()
def vedette(*, version: Version = False) -> None:
    """Find what moves in video, say what it is, remember it."""


def main() -> None:
    """Run the command line: anything that a person can mend ends in one line on standard error.

    The exit status is 0 if all was done, 1 if some input failed, 2 for usage.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    sys.exit(_status())


def _status() -> int:
    try:
        status = app(standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        return _told(error.format_message(), error.exit_code)
    except RulesInvalid as error:
        return _told(str(error), 2)
    except VedetteError as error:
        return _told(str(error), 1)
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        _abandon_stdout()
        return 1 if isinstance(error, BrokenPipeError) else _told(str(error), 1)
    return status if isinstance(status, int) else 0


def _told(message: str, status: int) -> int:
    typer.echo(message, err=True)
    return status


def _abandon_stdout() -> None:
    """Keep Python from trying once more, at its end, to write what nobody takes."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
