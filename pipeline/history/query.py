"""What a person asks of the history, and the SQL that answers it."""

from dataclasses import dataclass
from typing import Final

from pipeline.values import GROUPS, HIDDEN_LABELS, LABEL_GROUPS

HOUR_US: Final = 3_600_000_000

LATEST_US: Final = (1 << 63) - 1
"""Later than any time."""


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

    def __post_init__(self) -> None:
        """Refuse what no event can match.

        Raises:
            ValueError: The score is outside 0…1, or the time ends before it begins.
        """
        if not 0 <= self.min_score <= 1:
            raise ValueError(f"min_score: expected 0 to 1, received {self.min_score}")
        if self.since_us is not None and self.until_us is not None and self.since_us >= self.until_us:
            raise ValueError(f"expected since before until, received {self.since_us} and {self.until_us}")


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL expression that is true of the wanted rows, with the values of its question marks."""

    sql: str
    values: tuple[object, ...] = ()


def tables(query: EventQuery) -> str:
    """The tables that the query is about, as SQL.

    SQLite takes a cross join in the order in which it is written: from the zone's key to each event.
    """
    return "events e" if query.zone is None else "event_zones z cross join events e on e.id = z.event_id"


def key_columns(query: EventQuery) -> tuple[str, ...]:
    """The columns that put all events into one order, from the table along whose key they are best read.

    By UTC start; where that is unknown, behind the rest by the source's path and the start in it.
    """
    if query.zone is None:
        return "e.order_us", "e.place", "e.start_us", "e.id"
    return "z.order_us", "z.place", "z.start_us", "z.event_id"


def conditions(query: EventQuery) -> list[Condition]:
    """Say the query in SQL, about its `tables`; all conditions must hold."""
    found = [Condition("e.source_id not in (select id from sources where shown = 0)")]
    if query.zone is not None:
        found.append(Condition("z.zone = ?", (query.zone,)))
    if query.camera is not None:
        found.append(Condition("e.camera = ?", (query.camera,)))
    if query.min_score > 0:
        found.append(Condition("e.score >= ?", (query.min_score,)))
    if query.source is not None:
        found.append(_source_condition(query.source))
    return found + _label_conditions(query) + _time_conditions(query)


def count_conditions(query: EventQuery) -> list[Condition]:
    """Say the query in SQL, about `hourly_counts e`.

    Raises:
        ValueError: The query names a zone, score or source, for which no counts are kept.
    """
    if query.zone is not None or query.source is not None or query.min_score > 0:
        raise ValueError("hourly counts are kept by camera and label: expected no zone, score or source")
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
    if query.since_us is not None:
        # The first part is what is meant. The second follows from it and lets the index by start skip all
        # that is too old: nothing that started earlier than the longest event's length can reach the time,
        # nor what started before the first event that lasts.
        longest = "(select max(end_utc_us - start_utc_us) from events where start_utc_us is not null)"
        lasting = "(select event_id from lasting_events)"
        first = f"(select coalesce(min(start_utc_us), {LATEST_US}) from events where id in {lasting})"  # noqa: S608
        found.append(Condition(f"(e.end_utc_us >= ? or e.id in {lasting})", (query.since_us,)))
        found.append(Condition(f"{order} >= min(? - {longest}, {first})", (query.since_us,)))
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
