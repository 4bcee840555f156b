"""What a person asks of the history, and the SQL that answers it."""

from dataclasses import dataclass

from pipeline.values import GROUPS, HIDDEN_LABELS, LABEL_GROUPS

HOUR_US = 3_600_000_000

SHOWN = "{}.source_id not in (select id from sources where shown = 0)"


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Which events are wanted; every field given narrows the choice."""

    camera: str | None = None
    label: str | None = None
    """A label (`car`) or a group of labels (`person`, `vehicle`, `two-wheeler`, `animal`)."""
    zone: str | None = None
    since_us: int | None = None
    """UTC microseconds: events of which any part lies at this time or later; none of unknown time."""
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


def conditions(query: EventQuery) -> list[Condition]:
    """Say the query in SQL, about `events e`; all of them must hold."""
    found = [Condition(SHOWN.format("e"))]
    if query.camera is not None:
        found.append(Condition("e.camera = ?", (query.camera,)))
    found += _label_conditions(query)
    found += _time_conditions(query)
    if query.min_score > 0:
        found.append(Condition("e.score >= ?", (query.min_score,)))
    if query.zone is not None:
        found.append(Condition("e.id in (select event_id from event_zones where zone = ?)", (query.zone,)))
    if query.source is not None:
        found.append(_source_condition(query.source))
    return found


def _label_conditions(query: EventQuery) -> list[Condition]:
    if query.label in GROUPS:
        return [Condition("e.label_group = ?", (query.label,))]
    if query.label is not None:
        return [Condition("e.label = ?", (query.label,))]
    return [] if query.include_hidden else [Condition("e.hidden = 0")]


def _time_conditions(query: EventQuery) -> list[Condition]:
    found = []
    if query.since_us is not None:
        # The first part is what is meant. The second follows from it and lets the index by start skip all
        # that is too old: nothing that started earlier than the longest event's length can reach the time.
        longest = "(select max(end_utc_us - start_utc_us) from events where start_utc_us is not null)"
        found.append(Condition("e.end_utc_us >= ?", (query.since_us,)))
        found.append(Condition(f"e.order_us >= ? - {longest}", (query.since_us,)))
    if query.until_us is not None:
        found.append(Condition("e.order_us < ? and e.start_utc_us is not null", (query.until_us,)))
    return found


def _source_condition(source: str | int) -> Condition:
    if isinstance(source, int):
        return Condition("e.source_id = ?", (source,))
    return Condition("e.source_id in (select id from sources where path = ?)", (source,))


def count_conditions(query: EventQuery) -> list[Condition]:
    """Say the query in SQL, about `hourly_counts e`.

    Raises:
        ValueError: The query names a zone, score or source, for which no counts are kept.
    """
    if query.zone is not None or query.source is not None or query.min_score > 0:
        raise ValueError("hourly counts are kept by camera and label: expected no zone, score or source")
    found = [] if query.camera is None else [Condition("e.camera = ?", (query.camera,))]
    found += _counted_label_conditions(query)
    if query.since_us is not None:
        found.append(Condition("e.hour_utc_us > ?", (query.since_us - HOUR_US,)))
    if query.until_us is not None:
        found.append(Condition("e.hour_utc_us < ?", (query.until_us,)))
    return found


def _counted_label_conditions(query: EventQuery) -> list[Condition]:
    if query.label in GROUPS:
        labels = [label for label, group in LABEL_GROUPS.items() if group == query.label]
        return [Condition(f"e.label in ({_marks(labels)})", tuple(labels))]
    if query.label is not None:
        return [Condition("e.label = ?", (query.label,))]
    if query.include_hidden:
        return []
    hidden = sorted(HIDDEN_LABELS)
    return [Condition(f"e.label not in ({_marks(hidden)})", tuple(hidden))]


def _marks(values: list[str]) -> str:
    return ", ".join("?" * len(values))
