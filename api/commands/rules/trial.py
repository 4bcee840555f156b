"""`vedette rules test`: what rules would have done."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.events import Db, Since, Until
from api.commands.rules.app import AsJson, RulesFile, app
from api.moment import iso
from pipeline.history.history import DEFAULT_DB, History

if TYPE_CHECKING:
    from rules.archive.judging import Ruling
    from rules.archive.trial import Difference, Trial

Against = Annotated[
    Path | None,
    typer.Option(metavar="OLD", help="Print only what differs from what these rules would have told."),
]


@app.command("test")
def try_rules(  # noqa: PLR0913  # one parameter an option, as typer reads them
    file: RulesFile,
    *,
    db: Db = DEFAULT_DB,
    since: Since = None,
    until: Until = None,
    against: Against = None,
    as_json: AsJson = False,
) -> None:
    """Judge the history by rules and print what would have fired, when and why. Nothing is kept or sent.

    Footage whose time is unknown is left out by --since and --until.
    """
    if since is not None and until is not None and since >= until:
        raise typer.BadParameter(f"expected --since before --until, received {iso(since)} and {iso(until)}")
    # pydantic and YAML take half a second, which no other command should pay.
    from api.configuration import read_configuration  # noqa: PLC0415
    from rules.archive.trial import Stretch, difference, tried  # noqa: PLC0415

    plans = [read_configuration(each).plan for each in (file, against) if each]
    with History.open(db) as history:
        trials = [tried(history, plan, Stretch(since, until)) for plan in plans]
    now, *before = trials
    names = [rule.name for rule in plans[0].rules]
    if before:
        _show_difference(difference(now, before[0]), as_json=as_json)
    elif as_json:
        _write_json({"alerts": list(map(_json, now.rulings)), "rules": _counts(now, names)})
    else:
        _write_lines(_trial_lines(now, names))
    if now.approximate:
        typer.echo(
            f"{now.approximate} events of an older vedette were judged by path and final label, "
            "which is less exact; analyze their footage again",
            err=True,
        )


def _trial_lines(trial: "Trial", names: Iterable[str]) -> Iterator[str]:
    from api.alert_text import ruling_line  # noqa: PLC0415  # likewise

    yield from map(ruling_line, trial.rulings)
    for name, counts in _counts(trial, names).items():
        told, withheld = counts.pop("told"), ", ".join(f"{count} {why}" for why, count in counts.items())
        yield f"{name}: {told} told{f', withheld: {withheld}' if withheld else ''}"


def _counts(trial: "Trial", names: Iterable[str]) -> dict[str, dict[str, int]]:
    """How often each rule would have told people, and how often it would have been withheld, and why."""
    counts = {name: Counter({"told": 0}) for name in names}
    for ruling in trial.rulings:
        counts[ruling.alert.rule][ruling.withheld or "told"] += 1
    return {name: dict(each) for name, each in counts.items()}


def _show_difference(found: "Difference", *, as_json: bool) -> None:
    from api.alert_text import moment, ruling_line  # noqa: PLC0415  # likewise

    if as_json:
        others = [{"now": _json(now), "before": _json(before)} for now, before in found.at_other_times]
        sides = {"only_now": found.only_now, "only_before": found.only_before}
        _write_json({name: list(map(_json, side)) for name, side in sides.items()} | {"other_times": others})
        return
    _write_lines(f"only now\t{ruling_line(ruling)}" for ruling in found.only_now)
    _write_lines(f"only before\t{ruling_line(ruling)}" for ruling in found.only_before)
    _write_lines(
        f"another time\t{ruling_line(now)}\tbefore: {moment(before)}" for now, before in found.at_other_times
    )
    numbers = len(found.only_now), len(found.only_before), len(found.at_other_times)
    typer.echo("{} only now, {} only before, {} at another time".format(*numbers))


def _json(ruling: "Ruling") -> dict[str, object]:
    from api.alert_text import ruling_json  # noqa: PLC0415  # likewise

    return ruling_json(ruling)


def _write_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _write_lines(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)
