"""The model card: what a model is, what it learnt from and how right it is, for people."""

from collections.abc import Sequence

from model.training.outcome import Outcome

_VIEWS = """\
`clean` are held-out crops as they are; `poor` are the same ones made small, grey, noisy, compressed and
badly cut, as a fixed camera's blobs are. No source or clip of them was trained on, save for labels that have
no source to spare."""


def card_text(outcome: Outcome) -> str:
    """Describe a trained model in Markdown."""
    parts = [
        f"# Model card: {outcome.recipe.name}", _summary(outcome), _VIEWS,
        "## Right groups", _recalls(outcome, "group_recalls"), _false_persons(outcome),
        "## Right labels", _recalls(outcome, "label_recalls"),
        "## Right groups by held-out source", _recalls(outcome, "source_recalls"),
        "## Data",
        _table(("source", "SHA-256, first 16 digits"), sorted(outcome.served.metadata.data.items())),
        _table(("label", "training crops", "held-out crops"), _counts(outcome)),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _summary(outcome: Outcome) -> str:
    recipe, served = outcome.recipe, outcome.served
    speed = served.metadata.figures["crops per second on one core"]
    before, after = served.before_scaling, served.measurements["int8 poor"]
    size_mb = served.path.stat().st_size / 1e6
    sentences = (
        f"An int8 network of {size_mb:.2f} MB, which gives a crop one of {len(recipe.labels)} labels,",
        f"looking at it in {recipe.size}×{recipe.size} px; {speed:,.0f} crops a second on one core.",
        f"Trained in {outcome.minutes:.0f} minutes from seed {outcome.seed}:",
        f"{recipe.epochs} epochs of {recipe.crops_per_epoch:,} drawn crops.",
        f"Temperature {served.metadata.temperature:.3f}, which takes the expected calibration error on poor",
        f"crops from {before.calibration_error:.3f} to {after.calibration_error:.3f}.",
    )
    return " ".join(sentences)


def _recalls(outcome: Outcome, figure: str) -> str:
    measurements = outcome.served.measurements
    recalls = [getattr(measurement, figure) for measurement in measurements.values()]
    rows = [(key, *(f"{each[key]:.3f}" for each in recalls)) for key in recalls[0]]
    rows.append(("**mean**", *(f"{sum(each.values()) / len(each):.3f}" for each in recalls)))
    return _table((figure.removesuffix("_recalls"), *measurements), rows)


def _false_persons(outcome: Outcome) -> str:
    shares = (f"{name} {each.false_persons:.3f}" for name, each in outcome.served.measurements.items())
    return f"Background taken for a person: {', '.join(shares)}."


def _counts(outcome: Outcome) -> list[tuple[str, ...]]:
    return [(label, f"{learnt:,}", f"{held:,}") for label, (learnt, held) in outcome.counts.items()]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
