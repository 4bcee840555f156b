"""An evaluation of models as tables for a terminal."""

from collections.abc import Iterable, Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table

from api.model_evaluation import Evaluated
from model.training.measuring.measurement import Measurement, Rates

NOTHING = "–"
"""Where there is nothing to rate."""

Columns = Mapping[str, Measurement]
"""Model and view → what was measured."""


def measured(evaluations: Sequence[Evaluated]) -> dict[str, Measurement]:
    """Name each model's measurements by its file and the view, or by its path where two files are alike."""
    names = [evaluated.candidate.path.name for evaluated in evaluations]
    return {
        f"{name if names.count(name) == 1 else evaluated.candidate.path} {view}": measurement
        for name, evaluated in zip(names, evaluations, strict=True)
        for view, measurement in evaluated.measurements.items()
    }


def tables(evaluations: Sequence[Evaluated]) -> Iterable[Table]:
    """Lay out all figures: the models, how right they are, and what they refuse."""
    columns = measured(evaluations)
    yield _models(evaluations)
    yield _accuracy(columns)
    if any(set(each.groups) != set(each.labels) for each in columns.values()):
        yield _rates("By group: recall / precision", {name: each.groups for name, each in columns.items()})
    yield _rates("By label: recall / precision", {name: each.labels for name, each in columns.items()})
    yield _rates("By source: recall", {name: each.sources for name, each in columns.items()}, precise=False)
    yield _refusals(columns)


def remarks(evaluations: Sequence[Evaluated]) -> Iterable[str]:
    """Say in words what was measured, and what the threshold does."""
    for evaluated in evaluations:
        sources = ", ".join(f"{source} {count:,}" for source, count in evaluated.sources.items())
        which = "crops that its training measures with" if evaluated.is_part else "crops"
        yield f"{evaluated.candidate.path}: {len(evaluated.exam.crops):,} {which}: {sources}"
        if evaluated.unknown:
            unknown = ", ".join(f"{label} {count:,}" for label, count in evaluated.unknown.items())
            yield f"  and {len(evaluated.exam.unknown):,} of labels that it does not know: {unknown}"
        yield f"  {_threshold(evaluated.measurements['clean'])}"


def _threshold(measurement: Measurement) -> str:
    told = measurement.rejection
    if not told.threshold:
        return "it has no threshold: every answer is a label"
    shares = {"right answers": told.refused_right, "wrong answers": told.refused_wrong,
              "unknown crops": told.refused_unknown}  # fmt: skip
    parts = [f"{share:.0%} of the {name}" for name, share in shares.items() if share is not None]
    return f"below {told.threshold:.2f} its answer is unknown: refuses {', '.join(parts)} (clean)"


def _models(evaluations: Sequence[Evaluated]) -> Table:
    table = _table("Models", "model", "digest", "recipe", "mirror images", "crops/s a core", "MB")
    for evaluated in evaluations:
        path, metadata = evaluated.candidate.path, evaluated.candidate.model.metadata
        table.add_row(
            path.name,
            evaluated.candidate.digest,
            metadata.recipe,
            "averaged" if metadata.flips else "no",
            f"{evaluated.crops_per_s:,.0f}",
            f"{path.stat().st_size / 1e6:.2f}",
        )
    return table


def _accuracy(columns: Columns) -> Table:
    means = ("accuracy", "mean of labels", "mean of groups")
    table = _table("How right", "model", *means, "background → person", "calibration error", "of groups")
    for name, each in columns.items():
        shares = (each.accuracy, each.label_accuracy, each.group_accuracy, each.false_persons)
        errors = (each.calibration_error, each.group_calibration_error)
        table.add_row(name, *map(_figure, (*shares, *errors)))
    return table


def _rates(title: str, columns: Mapping[str, Mapping[str, Rates]], *, precise: bool = True) -> Table:
    table = _table(title, "", "crops", *columns)
    counts = {key: rates.count for column in columns.values() for key, rates in column.items()}
    for key, count in counts.items():
        table.add_row(
            key, f"{count:,}", *(_cell(column.get(key), precise=precise) for column in columns.values())
        )
    return table


def _refusals(columns: Columns) -> Table:
    refused = ("right", "wrong", "known", "unknown")
    table = _table("Refused below the threshold", "model", "threshold", *refused, "AUROC")
    for name, measurement in columns.items():
        each = measurement.rejection
        shares = (
            each.refused_right,
            each.refused_wrong,
            each.refused_known,
            each.refused_unknown,
            each.auroc,
        )
        table.add_row(name, f"{each.threshold:.2f}", *map(_figure, shares))
    return table


def _table(title: str, first: str, *others: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right")
    return table


def _cell(rates: Rates | None, *, precise: bool) -> str:
    if rates is None:
        return NOTHING
    return f"{_figure(rates.recall)} / {_figure(rates.precision)}" if precise else _figure(rates.recall)


def _figure(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.3f}"
