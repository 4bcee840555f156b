"""`vedette rules check`: whether a file says what it should, and what it says."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from api.commands.rules.app import AsJson, RulesFile, app
from rules.language.problem import RulesInvalid

if TYPE_CHECKING:
    from rules.plan import Plan


@app.command()
def check(file: RulesFile, *, as_json: AsJson = False) -> None:
    """Check rules, or a whole configuration, and say in plain words what each rule was understood to mean.

    All problems are told at once, each with its line and column. Exit status 2 says that there are some.
    """
    from api.configuration import read_configuration  # noqa: PLC0415

    try:
        plan = read_configuration(file).plan
    except RulesInvalid as error:
        if not as_json:
            raise
        typer.echo(json.dumps({"rules": [], "problems": list(map(asdict, error.problems))}, indent=2))
        raise typer.Exit(2) from error
    if as_json:
        typer.echo(json.dumps({"rules": _rules(plan), "problems": []}, indent=2))
        return
    for line in _lines(plan, file):
        typer.echo(line)


def _lines(plan: "Plan", file: Path) -> Iterable[str]:
    from rules.describing import described_rule  # noqa: PLC0415  # likewise

    return map(described_rule, plan.rules) if plan.rules else [f"{file}: no rules"]


def _rules(plan: "Plan") -> list[dict[str, object]]:
    from api.rule_json import rule_json  # noqa: PLC0415  # likewise

    return [rule_json(rule) for rule in plan.rules]
