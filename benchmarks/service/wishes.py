"""What people and programs ask of events: every filter alone, and some together."""

import random
from collections.abc import Callable, Mapping
from typing import Final

from benchmarks.service.town import CAMERAS, LABELS, ZONES

Query = Mapping[str, str]

SCORES: Final[tuple[Query, ...]] = (
    {"min_score": "0.5"}, {"min_score": "0.9"}, {"min_score": "0.99"}, {"max_score": "0.6"},
    {"max_score": "0.3"},
)  # fmt: skip

DURATIONS: Final[tuple[Query, ...]] = (
    {"min_duration": "5"}, {"min_duration": "60"}, {"min_duration": "200"}, {"max_duration": "2"},
)  # fmt: skip

NAMES: Final = (*LABELS, "vehicle", "two-wheeler", "animal")


def wish(rng: random.Random) -> Query:
    """One to four filters, of which each is as likely as any other; from the newest or the oldest on."""
    chosen = rng.sample(sorted(FILTERS), rng.choice((1, 1, 2, 2, 3, 4)))
    query = {name: value for part in chosen for name, value in FILTERS[part](rng).items()}
    return query | {"order": rng.choice(("newest", "newest", "newest", "oldest"))}


def _zone(rng: random.Random) -> Query:
    return {"zone": f"{rng.choice(ZONES)} of {rng.choice(CAMERAS)}"}


def _time(rng: random.Random) -> Query:
    day = rng.randrange(1, 28)
    return {"since": f"2026-09-{day:02}T00:00:00Z", "until": f"2026-10-{day:02}T00:00:00Z"}


FILTERS: Final[Mapping[str, Callable[[random.Random], Query]]] = {
    "camera": lambda rng: {"camera": rng.choice(CAMERAS)},
    "label": lambda rng: {"label": rng.choice(NAMES)},
    "zone": _zone,
    "time": _time,
    "time of day": lambda rng: {"time_from": rng.choice(("22:00", "08:30")), "time_until": "09:00",
                                "timezone": "Europe/Berlin"},
    "score": lambda rng: rng.choice(SCORES),
    "duration": lambda rng: rng.choice(DURATIONS),
    "recording": lambda rng: {"has_recording": rng.choice(("true", "false"))},
    "reviewed": lambda rng: {"reviewed": rng.choice(("true", "false"))},
    "rule": lambda rng: {"rule": rng.choice(("someone comes", "truck at night"))},
    "hidden": lambda _: {"hidden": "true"},
}  # fmt: skip
