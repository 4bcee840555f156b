"""Checkups as people and programs read them."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from api.doctor.checkup import Checkup, Finding


def report_lines(checkups: Sequence[Checkup]) -> Iterator[str]:
    """A line for each stream, and below it a line for each advice."""
    for checkup in checkups:
        patient = checkup.patient
        yield f"{patient.camera} ({patient.role}): {_told(checkup)}"
        yield from (f"  {line}" for line in checkup.advice)


def report_json(checkups: Sequence[Checkup]) -> dict[str, Any]:
    """All of it, by camera."""
    cameras = groupby(checkups, key=lambda checkup: checkup.patient.camera)
    return {"cameras": [{"name": name, "streams": list(map(_json, streams))} for name, streams in cameras]}


def _told(checkup: Checkup) -> str:
    finding = checkup.finding
    if finding is None:
        return checkup.trouble or ""
    told = f"told {finding.told_fps:.3g}" if finding.told_fps else "not told"
    key = f"{finding.key_interval_s:.1f} s" if finding.key_interval_s else f"over {finding.watched_s:.0f} s"
    facts = (
        f"{finding.codec} {finding.size_wh[0]}x{finding.size_wh[1]}",
        f"{finding.fps:.3g} frames/s ({told})",
        f"key frame every {key}",
        f"{finding.bits_per_s / 1e6:.2g} Mbit/s",
        finding.sound or "no sound",
        f"open in {finding.opened_s:.1f} s",
    )
    return ", ".join(facts)


def _json(checkup: Checkup) -> dict[str, Any]:
    patient = checkup.patient
    return {
        "role": patient.role,
        "url": patient.shown,
        "is_reached": checkup.finding is not None,
        "error": checkup.trouble,
        **_facts(checkup.finding),
        "advice": list(checkup.advice),
    }


def _facts(finding: Finding | None) -> dict[str, Any]:
    if finding is None:
        return {}
    return {
        "codec": finding.codec,
        "sound": finding.sound,
        "width": finding.size_wh[0],
        "height": finding.size_wh[1],
        "fps_told": finding.told_fps,
        "fps": round(finding.fps, 2),
        "longest_gap_s": round(finding.longest_gap_s, 3),
        "key_interval_s": finding.key_interval_s and round(finding.key_interval_s, 3),
        "bits_per_s": round(finding.bits_per_s),
        "clock_pace": round(finding.pace, 3),
        "clock_ahead_s": finding.clock_ahead_s and round(finding.clock_ahead_s, 3),
        "opened_s": round(finding.opened_s, 3),
        "watched_s": round(finding.watched_s, 3),
    }
