"""The command group `vedette model`, and what its commands share."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

app = typer.Typer(no_args_is_help=True, help="Train the classifier, ask it, and read what it says of itself.")

ModelFile = Annotated[Path | None, typer.Option("--model", help="Model file; the one in use by default.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def fail(message: str, code: int) -> NoReturn:
    """End the command with one line on standard error."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


def told(path: Path, error: OSError | ValueError) -> str:
    """What went wrong with the file at `path`, naming it once."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return reason if str(path) in reason else f"{path}: {reason}"
