"""The model card: what a model is, what it learnt from and how right it is, for people."""

import textwrap
from collections.abc import Sequence
from fnmatch import fnmatchcase

from model.training.cards.card_tables import (
    calibration,
    confusion,
    group_rates,
    label_rates,
    overall,
    rejections,
    source_rates,
    table,
)
from model.training.cards.licences import origin_of
from model.training.cards.outcome import Outcome
from model.training.measuring.calibrating import KEPT_SHARE

_USES = {
    "camera": """\
For crops that a fixed camera's motion detection cuts out: one object each, 12 px or more on its longest
side, by day or night, in colour or grey. It finds nothing by itself. Labels that were learnt from web
pictures (see the sources below) are mixed up among each other more than the groups are: look at the recall
by source before you trust a label on a camera like none of these. Confidence is calibrated on sources that
were not trained on; a scene unlike all of them can still be off.""",
    "picture": """\
For pictures of one object that fills them, like those it was trained on. It knows no background and no
camera's blur, night or compression: use a model of the recipe `surveillance` for what cameras see. What is
none of its labels gets one of them all the same, unless the confidence falls below the threshold.""",
}

_VIEWS = {
    "camera": """\
`clean` are test crops as they are; `poor` are the same ones made small, grey, noisy, compressed and badly
cut, as a fixed camera's blobs are, and are the nearer to a real one. No source or clip of them was trained
on, save for labels that have no source to spare. `int8` is the model file, asked as it is served; `float`
the network that it was made from.""",
    "picture": """\
`clean` are test pictures as they are, which nothing but the figures below was made of. `int8` is the model
file, asked as it is served; `float` the network that it was made from.""",
}


def card_text(outcome: Outcome) -> str:
    """Describe a trained model in Markdown."""
    look, served = outcome.recipe.look, outcome.served
    sections = {
        "Use and limits": _USES[look],
        "How right it is": f"{_VIEWS[look]}\n\n{overall(served.measurements)}",
        "Groups": _groups(outcome),
        "Labels": _labels(outcome),
        "Sources": "Recall of the group, by test source.\n\n" + source_rates(served.measurements),
        "Confidence": _confidence(outcome),
        "Mirror images": _mirror_images(outcome),
        "Data": _data(outcome),
        "How it was made": _making(outcome),
    }
    parts = (f"## {title}\n\n{text}" for title, text in sections.items() if text)
    return "\n\n".join((f"# Model card: {outcome.recipe.name}", _summary(outcome), *parts)) + "\n"


def _paragraph(text: str) -> str:
    """Text in lines of a common width."""
    return textwrap.fill(text, 110, break_on_hyphens=False, break_long_words=False)


def _summary(outcome: Outcome) -> str:
    recipe, served = outcome.recipe, outcome.served
    speeds, megabytes = served.crops_per_s, {kind: size / 1e6 for kind, size in served.sizes.items()}
    return _paragraph(
        f"An int8 network of {megabytes['int8']:.2f} MB that gives a crop, fitted into"
        f" {recipe.size}×{recipe.size} px, one of {len(recipe.labels)} labels: {', '.join(recipe.labels)}."
        f" {speeds['int8']:,.0f} crops for each second that a core is busy; the float network, with"
        f" {megabytes['float']:.2f} MB of weights, {speeds['float']:,.0f}."
        f" Trained in {outcome.minutes:.0f} minutes from seed {outcome.seed}."
    )


def _groups(outcome: Outcome) -> str:
    measurements = outcome.served.measurements
    first = next(iter(measurements.values()))
    if set(first.groups) == set(first.labels):
        return ""
    return (
        "The answer is the group whose labels together are likeliest; recall / precision.\n\n"
        + group_rates(measurements)
    )


def _labels(outcome: Outcome) -> str:
    measurements = outcome.served.measurements
    name, first = next(iter(measurements.items()))
    return (
        f"Recall / precision.\n\n{label_rates(measurements)}\n\n"
        f"Which labels are taken for which, {name}, in crops:\n\n{confusion(first)}"
    )


def _confidence(outcome: Outcome) -> str:
    served = outcome.served
    threshold, temperature = served.metadata.threshold, served.metadata.temperature
    scaling = _paragraph(
        f"Logits are divided by a temperature of {temperature:.3f}, fitted on validation crops. It takes the"
        " expected calibration error of the test crops, 15 bins, from … to:"
    )
    refusal = _paragraph(
        f"Below a confidence of {threshold:.2f} the answer is “unknown”: on validation crops this keeps"
        f" {KEPT_SHARE:.0%} of the right answers or more. On test crops it refuses the shares below; unknown"
        " are crops of labels that the model was never taught. AUROC is the chance that a known crop has a"
        " higher confidence than an unknown one."
    )
    refused = rejections(served.measurements)
    return "\n\n".join((scaling, calibration(served), refusal, refused, _strangers(outcome)))


def _strangers(outcome: Outcome) -> str:
    first = next(iter(outcome.served.measurements.values()))
    if not first.rejection.unknown:
        return "The data had no crops of other labels, so that the unknown was not measured."
    return f"Unknown crops: {first.rejection.unknown:,}."


def _mirror_images(outcome: Outcome) -> str:
    served = outcome.served
    now, other = ("does", "did not") if served.metadata.flips else ("does not", "did")
    text = _paragraph(
        f"The model {now} average its logits over a crop and its mirror image, which takes twice the time."
        f" If it {other}, it would be this right:"
    )
    return f"{text}\n\n{overall(served.otherwise)}"


def _data(outcome: Outcome) -> str:
    rows, restricted = [], []
    for source, digest in sorted(outcome.served.metadata.data.items()):
        each = origin_of(source)
        rows.append(
            (source, _use(source, outcome.recipe.held_out), each.origin, each.pictures, each.licence, digest)
        )
        if not each.is_free:
            restricted.append(source)
    text = "The weights are derived from these; none of the pictures is distributed."
    head = ("source", "used to", "origin", "pictures", "licence", "SHA-256, first 16 digits")
    parts = [text, table(head, rows), *([_caveat(restricted)] if restricted else []), _counts(outcome)]
    return "\n\n".join(parts)


def _use(source: str, held_out: Sequence[str]) -> str:
    """A source is held out as a whole, in parts or clips (`cifar10/test`, `footage/045`), or not."""
    name = source.removesuffix(".zip")
    if any(fnmatchcase(name, pattern) for pattern in held_out):
        return "measure"
    wholes = {pattern.partition("/")[0] for pattern in held_out if "/" in pattern}
    in_parts = any(fnmatchcase(name, whole) or name.startswith(f"{whole}_") for whole in wholes)
    return "train and measure" if in_parts else "train"


def _caveat(restricted: list[str]) -> str:
    return _paragraph(
        f"Research or non-commercial use only, or no licence stated: {', '.join(restricted)}."
        " Train on crops of your own before you sell what these weights see."
    )


def _counts(outcome: Outcome) -> str:
    rows = ((label, *(f"{count:,}" for count in counts)) for label, counts in outcome.counts.items())
    return table(("label", "training crops", "validation crops", "test crops"), rows)


def _making(outcome: Outcome) -> str:
    recipe = outcome.recipe
    amount = f"{recipe.crops_per_epoch:,} drawn crops" if recipe.crops_per_epoch else "all training crops"
    text = _paragraph(
        f"Recipe `{recipe.name}`, seed {outcome.seed}, up to {recipe.epochs} epochs of {amount} in batches of"
        f" {recipe.batch}; it stops after {recipe.patience} epochs without a lower validation loss."
    )
    return f"{text}\n\n```\n{outcome.command}\n```" if outcome.command else text
