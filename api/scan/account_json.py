"""The JSON of `vedette analyze`."""

import json
from collections.abc import Iterator, Sequence
from typing import TextIO

from api.event_json import event_json
from api.moment import iso, seconds
from api.scan.account import Account
from pipeline.values import Event


def write_json(events: Iterator[Event], accounts: Sequence[Account], out: TextIO) -> None:
    """Write `{"events": [...], "sources": [...]}`, one a line, without holding all events."""
    out.write('{"events": [')
    _write_lines(map(event_json, events), out)
    out.write('], "sources": [')
    _write_lines(map(source_json, accounts), out)
    out.write("]}\n")


def source_json(account: Account) -> dict[str, object]:
    """Lay out what became of a source; what is unknown is None. Times are seconds of its own clock."""
    stored = account.stored
    analysis = stored.analysis if stored else None
    return {
        "path": account.path,
        "camera": analysis.camera if analysis else None,
        "state": account.state,
        "frames": stored.frames if stored else None,
        "duration_s": _seconds(stored.duration_us) if stored else None,
        "start": None if analysis is None or analysis.recorded_us is None else iso(analysis.recorded_us),
        "start_from": analysis.recorded_from if analysis else None,
        "width": stored.width if stored else None,
        "height": stored.height if stored else None,
        "unseen": [[seconds(each.from_us), seconds(each.to_us)] for each in stored.unseen] if stored else [],
        "events": account.shown,
        "error": account.error,
    }


def _seconds(time_us: int | None) -> float | None:
    return None if time_us is None else seconds(time_us)


def _write_lines(items: Iterator[dict[str, object]], out: TextIO) -> None:
    for number, item in enumerate(items):
        out.write(",\n" if number else "\n")
        out.write(json.dumps(item, ensure_ascii=False))
    out.write("\n")
