"""Alerts as text: JSON for machines, a line each for people and pipes."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO

from rules.archive.judging import Ruling
from rules.judgement import Reason


def ruling_json(ruling: Ruling) -> dict[str, object]:
    """An alert as `/alerts` shows it, with why it was withheld and the footage that it is of, or null."""
    return {**ruling.alert.to_json(), "withheld": ruling.withheld, "source": ruling.source}


def write_rulings_json(rulings: Iterable[Ruling], out: TextIO) -> None:
    """Write `{"alerts": [...]}`, one alert a line, without holding them all."""
    out.write('{"alerts": [')
    for number, ruling in enumerate(rulings):
        out.write(",\n" if number else "\n")
        out.write(json.dumps(ruling_json(ruling), ensure_ascii=False))
    out.write("\n]}\n")


def ruling_line(ruling: Ruling) -> str:
    """One line, its fields apart by tabs: time, camera, rule, label and score, why, and what became of it."""
    alert = ruling.alert
    what = (
        f"{alert.label} {alert.score:.2f}" if alert.label and alert.score is not None else alert.label or "-"
    )
    why = "; ".join(reason.found for reason in alert.reasons if reason.held) or "-"
    fate = f"withheld: {ruling.withheld}" if ruling.withheld else "test" if alert.is_test else "told"
    return "\t".join((moment(ruling), alert.camera, alert.rule, what, why, fate))


def moment(ruling: Ruling) -> str:
    """When it was, in local time; where that is unknown, the footage and the second in it."""
    alert = ruling.alert
    if alert.utc_us is None:
        return f"{ruling.source or alert.camera} at {alert.time_us / 1e6:.1f} s"
    local = datetime.fromtimestamp(round(alert.utc_us / 100_000) / 10, UTC).astimezone()
    return f"{local:%Y-%m-%d %H:%M:%S}.{local.microsecond // 100_000}"


def reason_line(reason: Reason) -> str:
    """A condition, whether it held, and what was found."""
    return f"{'yes' if reason.held else 'no '}  {reason.condition}: {reason.found}"
