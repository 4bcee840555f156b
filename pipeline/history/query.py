"""What a person asks of the history, and the SQL that answers it."""

from dataclasses import dataclass
from typing import Final

from pipeline.history.time_of_day import TimeOfDay
from pipeline.values import GROUPS, HIDDEN_LABELS, LABEL_GROUPS

HOUR_US: Final = 3_600_000_000

LATEST_US: Final = (1 << 63) - 1
"""Later than any time."""

ALONG_ZONE: Final = """indexed by events_by_time
    on e.order_us = z.order_us and e.place = z.place and e.start_us = z.start_us and e.id = z.event_id"""


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


def tables(query: EventQuery) -> str:
    """The tables that the query is about, as SQL.

    SQLite takes a cross join in the order in which it is written: from the zone's key to each event, in the
    index that is in the same order and has all that filters look at.
    """
    return "events e" if query.zone is None else f"event_zones z cross join events e {ALONG_ZONE}"


def key_columns(query: EventQuery) -> tuple[str, ...]:
    """The columns that put all events into one order, from the table along whose key they are best read.

    By UTC start; where that is unknown, behind the rest by the source's path and the start in it.
    """
    if query.zone is None:
        return "e.order_us", "e.place", "e.start_us", "e.id"
    return "z.order_us", "z.place", "z.start_us", "z.event_id"


def conditions(query: EventQuery) -> list[Condition]:
    """Say the query in SQL, about its `tables`; all conditions must hold."""
    named = (
        ("z.zone = ?", query.zone),
        ("e.camera = ?", query.camera),
        ("e.score >= ?", query.min_score or None),
        ("e.score <= ?", None if query.max_score == 1 else query.max_score),
        ("e.end_us - e.start_us >= ?", query.min_length_us),
        ("e.end_us - e.start_us <= ?", query.max_length_us),
        ("(e.recording is not null) = ?", query.has_recording),
        ("exists (select 1 from reviews where event_id = e.id) = ?", query.is_reviewed),
        ("exists (select 1 from alert_events where rule = ? and event_id = e.id)", query.rule),
    )
    found = [Condition("e.source_id not in (select id from sources where shown = 0)")]
    found += [Condition(sql, (value,)) for sql, value in named if value is not None]
    if query.source is not None:
        found.append(_source_condition(query.source))
    return found + _label_conditions(query) + _time_conditions(query)


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
    labels = _labels(query.label)
    found = [_one_of("e.label" if query.zone is None else "z.label", labels)]
    if query.label in GROUPS:
        # Follows from the labels, and lets one index give the events of all of them in order.
        found.append(Condition("e.label_group = ?", (query.label,)))
    return found


def _time_conditions(query: EventQuery) -> list[Condition]:
    order = key_columns(query)[0]
    found = []
    if query.time_of_day is not None:
        found.append(Condition(f"e.order_us < {LATEST_US} and {query.time_of_day.sql('e.order_us')}"))
    if query.since_us is not None:
        # The first part is what is meant. The second follows from it and lets the index by start skip all
        # that is too old: nothing that started earlier than the longest event's length can reach the time,
        # nor what started before the first event that lasts.
        longest = "(select max(end_us - start_us) from events)"
        lasting = "(select event_id from lasting_events)"
        first = f"(select coalesce(min(start_utc_us), {LATEST_US}) from events where id in {lasting})"  # noqa: S608
        end = "e.order_us - e.start_us + e.end_us"
        found.append(Condition(f"({end} >= ? or e.id in {lasting})", (query.since_us,)))
        found.append(Condition(f"{order} >= min(? - {longest}, {first})", (query.since_us,)))
        found.append(Condition(f"{order} < {LATEST_US}"))
    if query.until_us is not None:
        found.append(Condition(f"{order} < ?", (query.until_us,)))
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


def _one_of(column: str, values: list[str]) -> Condition:
    return Condition(f"{column} in ({', '.join('?' * len(values))})", tuple(values))
