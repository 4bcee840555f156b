"""A figure beside the bar that it must reach."""

import operator
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rich.table import Table

_RELATIONS: Final = {"≥": operator.ge, "≤": operator.le, "=": operator.eq}


@dataclass(frozen=True, slots=True)
class Bar:
    """What was measured and what is asked for."""

    name: str
    figure: float | None
    """None if it could not be measured."""
    relation: str
    """`≥`, `≤` or `=`: how the figure must stand to the limit."""
    limit: float

    @property
    def is_met(self) -> bool:
        """True if the figure was measured and reaches the limit."""
        return self.figure is not None and bool(_RELATIONS[self.relation](self.figure, self.limit))

    @property
    def verdict(self) -> str:
        """In a word."""
        return "not measured" if self.figure is None else "met" if self.is_met else "missed"


def bar_table(bars: Iterable[Bar]) -> Table:
    """Lay out the bars for people."""
    table = Table("bar", title="Bars", title_justify="left")
    for name in ("figure", "limit", ""):
        table.add_column(name, justify="right")
    for bar in bars:
        figure = "–" if bar.figure is None else f"{bar.figure:.4g}"
        table.add_row(
            bar.name,
            figure,
            f"{bar.relation} {bar.limit:g}",
            bar.verdict,
            style=None if bar.is_met else "bold",
        )
    return table


def bars_json(bars: Iterable[Bar]) -> list[dict[str, object]]:
    """Lay out the bars for machines."""
    return [
        {
            "name": bar.name,
            "figure": bar.figure,
            "relation": bar.relation,
            "limit": bar.limit,
            "is_met": bar.is_met,
        }
        for bar in bars
    ]
