"""What a person asks of the alerts, and the SQL that answers it."""

from dataclasses import dataclass

from pipeline.history.query import Condition


@dataclass(frozen=True, slots=True)
class AlertQuery:
    """Which alerts are wanted; every field given narrows the choice."""

    camera: str | None = None
    rule: str | None = None
    since_us: int | None = None
    """UTC microseconds: alerts at this time or later; none of unknown time."""
    until_us: int | None = None
    """UTC microseconds: alerts before this time; none of unknown time."""
    source_id: int | None = None
    with_withheld: bool = False
    """Also those that nobody was told of."""

    def __post_init__(self) -> None:
        """Refuse what no alert can match.

        Raises:
            ValueError: The time ends before it begins.
        """
        if self.since_us is not None and self.until_us is not None and self.since_us >= self.until_us:
            raise ValueError(f"expected since before until, received {self.since_us} and {self.until_us}")


def conditions(query: AlertQuery) -> list[Condition]:
    """Say the query in SQL, about `alerts`; all conditions must hold."""
    named = (
        ("camera = ?", query.camera),
        ("rule = ?", query.rule),
        ("utc_us >= ?", query.since_us),
        ("order_us >= ?", query.since_us),  # follows from the one before, and is what the indices know
        ("order_us < ?", query.until_us),
        ("source_id = ?", query.source_id),
    )
    found = [Condition(sql, (value,)) for sql, value in named if value is not None]
    return found if query.with_withheld else [*found, Condition("withheld is null")]
