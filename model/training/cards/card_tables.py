"""The figures of a model card, as Markdown tables."""

from collections.abc import Iterable, Mapping, Sequence

from model.training.measuring.measurement import Measurement, Rates
from model.training.measuring.served import Served

NOTHING = "–"
"""Where there is nothing to rate."""

Measurements = Mapping[str, Measurement]
"""`int8 clean` and the like → what was measured."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out rows under a head."""
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows))


def overall(measurements: Measurements) -> str:
    """Accuracy in all its means, one row a measurement."""
    rows = (
        (
            name,
            *map(rate, (each.accuracy, each.label_accuracy, each.group_accuracy, each.false_persons)),
            rate(each.calibration_error),
        )
        for name, each in measurements.items()
    )
    head = ("measured", "accuracy", "balanced over labels", "balanced over groups")
    return table((*head, "background taken for a person", "calibration error"), rows)


def label_rates(measurements: Measurements) -> str:
    """Recall and precision of each label."""
    return _rates("label", {name: each.labels for name, each in measurements.items()}, has_precision=True)


def group_rates(measurements: Measurements) -> str:
    """Recall and precision of each group."""
    return _rates("group", {name: each.groups for name, each in measurements.items()}, has_precision=True)


def source_rates(measurements: Measurements) -> str:
    """Recall of each group in each source."""
    return _rates("source", {name: each.sources for name, each in measurements.items()}, has_precision=False)


def confusion(measurement: Measurement) -> str:
    """Crops by truth (rows) and answer (columns)."""
    names = tuple(measurement.labels)
    rows = zip(names, measurement.confusion, strict=True)
    return table(
        ("truth ↓ answer →", *names), ((name, *(str(each or "·") for each in row)) for name, row in rows)
    )


def rejections(measurements: Measurements) -> str:
    """What the threshold refuses."""
    rows = []
    for name, measurement in measurements.items():
        each = measurement.rejection
        shares = (
            each.refused_right,
            each.refused_wrong,
            each.refused_known,
            each.refused_unknown,
            each.auroc,
        )
        rows.append((name, *map(rate, shares)))
    return table(
        ("measured", "of right answers", "of wrong answers", "of all known", "of unknown", "AUROC"), rows
    )


def calibration(served: Served) -> str:
    """Calibration error of the int8 network before and after scaling, of labels and of groups."""
    rows = []
    for name, before in served.unscaled.items():
        after = served.measurements[name]
        errors = (before.calibration_error, after.calibration_error)
        plain = (before.plain_calibration_error, after.plain_calibration_error)
        groups = (before.group_calibration_error, after.group_calibration_error)
        rows.append((name, *(f"{was:.3f} → {became:.3f}" for was, became in (errors, plain, groups))))
    head = ("measured", "labels weighted as in training", "each crop alike", "of the group, labels weighted")
    return table(head, rows)


def rate(value: float | None) -> str:
    """A share with three decimals."""
    return NOTHING if value is None else f"{value:.3f}"


def _rates(first: str, by_name: Mapping[str, Mapping[str, Rates]], *, has_precision: bool) -> str:
    columns = list(by_name.values())
    rows = []
    for key, rates in columns[0].items():
        both = [
            f"{rate(each[key].recall)} / {rate(each[key].precision)}"
            if has_precision
            else rate(each[key].recall)
            for each in columns
        ]
        rows.append((key, f"{rates.count:,}", *both))
    return table((first, "crops", *by_name), rows)
