"""Files of rules for tests."""

from pathlib import Path

import pytest

from rules.language.problem import RulesInvalid
from rules.language.reading import read_rules

LABELS = (
    "person", "bicycle", "motorcycle", "car", "van", "bus", "truck", "train", "bird", "cat", "dog", "horse",
    "other_animal", "background",
)  # fmt: skip
"""Those of the shipped classifier."""

PLACES = """\
zones:
  driveway: {camera: gate, polygon: [[0.1, 0.9], [0.4, 0.5], [0.9, 0.6], [0.9, 0.95]]}
  porch: {camera: gate, polygon: [[0, 0], [0.5, 0], [0.5, 0.5]]}
  lawn: {camera: garden, polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}
lines:
  kerb: {camera: gate, from: [0.1, 0.7], to: [0.9, 0.7]}
  hedge: {camera: garden, from: [0, 0.5], to: [1, 0.5]}
"""

DESIGN = """\
cameras:
  gate: {url: "rtsp://${CAM_USER}:${CAM_PASSWORD}@10.0.0.8/stream2", record: "rtsp://…/stream1"}
zones:
  driveway: {camera: gate, polygon: [[0.1, 0.9], [0.4, 0.5], [0.9, 0.6], [0.9, 0.95]]}
lines:
  kerb: {camera: gate, from: [0.1, 0.7], to: [0.9, 0.7]}
rules:
  - name: someone in the driveway at night
    when: {label: person, zone: driveway, min_score: 0.6, for: 2s}
    schedule: {days: [mon, tue, wed, thu, fri], between: "22:00-06:00", timezone: Europe/Berlin}
    cooldown: 60s
    do:
      - alert
      - record: {before: 5s, after: 10s}
      - webhook: {url: "https://example.org/hook"}
  - name: truck leaves by the kerb
    when: {label: [truck, car], crosses: kerb, direction: left_to_right}
    do: [alert]
"""
"""The example of the design, to the letter."""


def write_rules(path: Path, content: str | bytes) -> Path:
    """Write a file of rules."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rule(when: str = "{label: person}", do: str = "[alert]", more: str = "{}") -> str:
    """A file with one rule, after `PLACES`, whose rule begins on line 9.

    Args:
        when: Its condition.
        do: Its actions.
        more: Other keys, as a mapping in braces.
    """
    inside = more.strip()[1:-1]
    return f"{PLACES}rules:\n  - {{name: a rule, when: {when}, do: {do}{', ' if inside else ''}{inside}}}\n"


def told(folder: Path, content: str | bytes) -> list[str]:
    """The lines of the message about a file that is wrong, without its folder."""
    path = write_rules(folder / "rules.yaml", content)
    with pytest.raises(RulesInvalid) as caught:
        read_rules(path, LABELS)
    return str(caught.value).replace(f"{folder}/", "").splitlines()
