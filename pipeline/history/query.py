"""What a person asks of the history, and the SQL that answers it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.history.time_of_day import TimeOfDay
from pipeline.values import GROUPS, HIDDEN_LABELS, LABEL_GROUPS

HOUR_US: Final = 3_600_000_000

LATEST_US: Final = (1 << 63) - 1
"""Later than any time."""

ZONE: Final = """exists (select 1 from event_zones where zone = ?
    and order_us = e.order_us and place = e.place and start_us = e.start_us and +event_id = e.id)"""
"""True of an event that touched a zone. The plus has SQLite look it up by the zone's key, which is in the
order in which events are read, and not by the event's id, which is anywhere."""


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Which events are wanted; every field given narrows the choice."""

    camera: str | None = None
    label: str | None = None
    """A label (`car`) or a group of labels (`person`, `vehicle`, `two-wheeler`, `animal`)."""
    zone: str | None = None
    since_us: int | None = None
    """UTC microseconds: events of which any part lies at this time or later, and those that last; none of
    unknown time."""
    until_us: int | None = None
    """UTC microseconds: events of which any part lies before this time; none of unknown time."""
    min_score: float = 0.0
    source: str | int | None = None
    """Path as it was given, or the source's id in the history."""
    include_hidden: bool = False
    """Also what is background or too uncertain; naming such a label includes it as well."""
    max_score: float = 1.0
    min_length_us: int | None = None
    """From its first to its last frame, as `max_length_us`."""
    max_length_us: int | None = None
    time_of_day: TimeOfDay | None = None
    """Events that began in it; none of unknown time."""
    has_recording: bool | None = None
    """Whether a clip shows it."""
    is_reviewed: bool | None = None
    """Whether a person said what it shows."""
    rule: str | None = None
    """Events that made this rule fire, where people were told of it."""

    def __post_init__(self) -> None:
        """Refuse what no event can match.

        Raises:
            ValueError: A score is outside 0…1, or a range ends before it begins.
        """
        for name, score in (("min_score", self.min_score), ("max_score", self.max_score)):
            if not 0 <= score <= 1:
                raise ValueError(f"{name}: expected 0 to 1, received {score}")
        if self.min_score > self.max_score:
            raise ValueError(
                f"expected min_score up to max_score, received {self.min_score:g} and {self.max_score:g}"
            )
        if self.since_us is not None and self.until_us is not None and self.since_us >= self.until_us:
            raise ValueError(f"expected since before until, received {self.since_us} and {self.until_us}")
        shortest, longest = self.min_length_us, self.max_length_us
        if shortest is not None and longest is not None and shortest > longest:
            raise ValueError(
                f"expected the least length up to the most, received {shortest} and {longest} µs"
            )

    @property
    def is_counted(self) -> bool:
        """True if hourly counts answer it: they are kept by camera and label alone."""
        asked = (self.zone, self.source, self.min_length_us, self.max_length_us, self.time_of_day)
        more = (self.has_recording, self.is_reviewed, self.rule)
        return self.min_score <= 0 and self.max_score >= 1 and all(one is None for one in (*asked, *more))


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL expression that is true of the wanted rows, with the values of its question marks."""

    sql: str
    values: tuple[object, ...] = ()


def all_of(parts: Sequence[Condition]) -> Condition:
    """True of the rows of which all conditions are; of every row if there are none."""
    sql = " and ".join(f"({part.sql})" for part in parts) or "true"
    return Condition(sql, tuple(value for part in parts for value in part.values))


def conditions(query: EventQuery) -> list[Condition]:
    """Say the query in SQL, about `events e`; all conditions must hold.

    A plus before a column keeps SQLite from choosing the condition to look up an index by: `Search` says by
    which one, and SQLite takes any.
    """
    found = [
        Condition("e.source_id not in (select id from sources where shown = 0)"),
        *_given(("e.camera = ?", query.camera), ("(e.recording is not null) = ?", query.has_recording)),
        *_label_conditions(query),
        *_time_conditions(query),
    ]
    for narrowed in ranges(query).values():
        found += narrowed
    # Those that look into other tables come last: SQLite asks them only of what fulfils the others.
    reviewed = "exists (select 1 from reviews where event_id = e.id) = ?"
    fired = "exists (select 1 from alert_events where rule = ? and event_id = e.id)"
    return found + _given((ZONE, query.zone), (reviewed, query.is_reviewed), (fired, query.rule))


def ranges(query: EventQuery) -> dict[str, list[Condition]]:
    """The conditions by which an index leads to few events, perhaps; by the index, about `events e`."""
    length, most = "e.end_us - e.start_us", None if query.max_score == 1 else query.max_score
    found = {
        "events_by_source": [] if query.source is None else [_source_condition(query.source)],
        "events_by_length": _given(
            (f"{length} >= ?", query.min_length_us), (f"{length} <= ?", query.max_length_us)
        ),
        "events_by_score": _given(("e.score >= ?", query.min_score or None), ("e.score <= ?", most)),
    }
    return {index: narrowed for index, narrowed in found.items() if narrowed}


def earliest(query: EventQuery) -> Condition | None:
    """Say in SQL before which UTC start, at the latest, no event matches; None if nothing is known of it.

    It follows from `since`: nothing that started earlier than the longest event's length can reach that time,
    nor what started before the first event that lasts.
    """
    if query.since_us is None:
        return None
    longest = "(select max(end_us - start_us) from events)"
    lasting = "select event_id from lasting_events"
    first = f"(select coalesce(min(start_utc_us), {LATEST_US}) from events where id in ({lasting}))"  # noqa: S608
    return Condition(f"min(? - {longest}, {first})", (query.since_us,))


def count_conditions(query: EventQuery) -> list[Condition]:
    """Say the query in SQL, about `hourly_counts e`.

    Raises:
        ValueError: The query names something else, for which no counts are kept.
    """
    if not query.is_counted:
        raise ValueError("hourly counts are kept by camera and label: expected no other filter")
    found = [] if query.camera is None else [Condition("e.camera = ?", (query.camera,))]
    if query.label is not None:
        found.append(_one_of("e.label", _labels(query.label)))
    elif not query.include_hidden:
        hidden = _one_of("e.label", sorted(HIDDEN_LABELS))
        found.append(Condition(f"not {hidden.sql}", hidden.values))
    if query.since_us is not None:
        found.append(Condition("e.hour_utc_us > ?", (query.since_us - HOUR_US,)))
    if query.until_us is not None:
        found.append(Condition("e.hour_utc_us < ?", (query.until_us,)))
    return found


def _label_conditions(query: EventQuery) -> list[Condition]:
    if query.label is None:
        return [] if query.include_hidden else [Condition("e.hidden = 0")]
    found = [_one_of("e.label", _labels(query.label))]
    if query.label in GROUPS:
        # Follows from the labels, and lets one index give the events of all of them in order.
        found.append(Condition("e.label_group = ?", (query.label,)))
    return found


def _time_conditions(query: EventQuery) -> list[Condition]:
    found = []
    if query.time_of_day is not None:
        found.append(Condition(f"+e.order_us < {LATEST_US} and {query.time_of_day.sql('e.order_us')}"))
    if query.since_us is not None:
        end = "e.order_us - e.start_us + e.end_us"
        lasts = "e.id in (select event_id from lasting_events)"
        found.append(Condition(f"+e.order_us < {LATEST_US} and ({end} >= ? or {lasts})", (query.since_us,)))
    if query.until_us is not None:
        found.append(Condition("+e.order_us < ?", (query.until_us,)))
    return found


def _source_condition(source: str | int) -> Condition:
    if isinstance(source, int):
        return Condition("e.source_id = ?", (source,))
    return Condition("e.source_id in (select id from sources where path = ?)", (source,))


def _labels(name: str) -> list[str]:
    """The labels of a group, or the one label."""
    if name in GROUPS:
        return [label for label, group in LABEL_GROUPS.items() if group == name]
    return [name]


def _given(*named: tuple[str, object]) -> list[Condition]:
    """The conditions whose value is given."""
    return [Condition(sql, (value,)) for sql, value in named if value is not None]


def _one_of(column: str, values: list[str]) -> Condition:
    return Condition(f"{column} in ({', '.join('?' * len(values))})", tuple(values))
