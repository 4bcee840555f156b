"""The command group `vedette rules`, and what its commands share."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Check rules, and ask what they mean.")

RulesFile = Annotated[Path, typer.Argument(metavar="FILE", help="A file of rules, or a whole configuration.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
