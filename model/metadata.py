"""What a model file says about itself: labels, input, calibration, origin."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from io import BytesIO
from numbers import Real
from typing import Any

FORMAT = 2
"""Version of the metadata; a file of another one is refused."""

ENTRY = "metadata.json"
"""Name of the metadata inside a model file of any form."""

PREPROCESSING = """\
Input: a square of `size` pixels, RGB, 0 to 255, not scaled. The crop is resized so that its longer side is \
`size`, averaging areas where it shrinks, linearly where it grows, and centred; the rest is (128, 128, 128). \
Output of LiteRT and Keras: logits. With `flips`, take the mean of those of the square and of its mirror \
image; divide by `temperature`; softmax. Output of SavedModel and ONNX: that done, probabilities. \
Labels are in the order of the output; below `threshold` the best one means "unknown"."""
"""For readers that are not vedette; `fit_crop` and `Classifier` do it."""

UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, RuntimeError, ValueError)
"""What reading an entry of a damaged zip may raise."""


@dataclass(frozen=True, slots=True)
class ModelMetadata:
    """Everything a caller needs to use the network rightly, kept inside its file."""

    labels: tuple[str, ...]
    """Label of each output, in order."""
    size: int
    """Side of the square RGB input, in pixels; `fit_crop` fills it."""
    temperature: float
    """Logits are divided by it before the softmax (Source: Guo et al. 2017, arXiv:1706.04599)."""
    recipe: str
    priors: Mapping[str, float]
    """Share of each label among the crops that the network was trained on."""
    data: Mapping[str, str] = field(default_factory=dict)
    """Training source → the first 16 hex digits of its SHA-256."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """What was measured on held-out sources, by name."""
    threshold: float = 0.0
    """Confidence of the best label below which the answer is "unknown"; 0 is never."""
    flips: bool = False
    """Whether the mean of the logits of a crop and its mirror image is served: two runs a crop."""
    format: int = FORMAT

    def __post_init__(self) -> None:
        """Refuse what the classifier could not use.

        Raises:
            ValueError: A field is out of its range.
        """
        if not self.labels or len(set(self.labels)) != len(self.labels):
            raise ValueError(f"metadata: expected distinct labels, got {self.labels!r}")
        if self.size < 1 or not self.temperature > 0:
            raise ValueError(
                f"metadata: expected size and temperature above 0, got {self.size!r} and {self.temperature!r}"
            )
        if set(self.priors) != set(self.labels) or not min(self.priors.values()) > 0:
            raise ValueError(f"metadata: expected a prior above 0 for each label, got {dict(self.priors)}")
        if not 0 <= self.threshold <= 1:
            raise ValueError(f"metadata: expected a threshold of 0…1, got {self.threshold!r}")

    @classmethod
    def from_json(cls, stored: Any) -> "ModelMetadata":
        """Take over what `as_json` gave.

        Raises:
            ValueError: It is of another version, or a value is missing, of another type or out of its range.
        """
        version = stored.get("format") if isinstance(stored, dict) else None
        if version != FORMAT:
            raise ValueError(f"metadata: expected format {FORMAT}, got {version!r}: another vedette wrote it")
        values = {name: value for name, value in stored.items() if name != "preprocessing"}
        names = {each.name for each in fields(cls)}
        if set(values) != names:
            raise ValueError(f"metadata: expected the keys {sorted(names)}, got {sorted(values)}")
        wrong = [name for name, kind in _KINDS.items() if not isinstance(values[name], kind)]
        if wrong:
            name, expected = wrong[0], _KINDS[wrong[0]].__name__
            raise ValueError(f"metadata: {name}: expected {expected}, got {values[name]!r}")
        return cls(**{**values, "labels": tuple(map(str, values["labels"]))})

    def as_json(self) -> dict[str, Any]:
        """The fields, and what a reader other than vedette must know, ready for JSON."""
        return {"preprocessing": PREPROCESSING, **asdict(self)}


_KINDS: Mapping[str, type] = {
    "labels": list, "size": int, "temperature": Real, "recipe": str, "priors": dict, "data": dict,
    "figures": dict, "threshold": Real, "flips": bool,
}  # fmt: skip
"""What JSON gives for each field; the format is compared as it is."""


def append_metadata(network: bytes, metadata: ModelMetadata) -> bytes:
    """Append the metadata as a zip, as TensorFlow Lite's own does: readers of the network skip it."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as entries:
        # A fixed date makes the same model the same bytes, thus the same digest.
        entry = zipfile.ZipInfo(ENTRY, date_time=(1980, 1, 1, 0, 0, 0))
        entries.writestr(entry, json.dumps({"network": _digest(network), **metadata.as_json()}, indent=1))
    return network + archive.getvalue()


def parse_metadata(content: bytes) -> ModelMetadata:
    """Read the metadata out of a model file's bytes.

    Raises:
        ValueError: There is none, it is of another version, or the network beside it is damaged.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as entries:
            stored = json.loads(entries.read(ENTRY))
            network = content[: entries.getinfo(ENTRY).header_offset]
    except UNREADABLE as error:
        raise ValueError(f"expected a model file, got {len(content)} bytes without metadata") from error
    if not isinstance(stored, dict) or "network" not in stored:
        raise ValueError(
            "expected a LiteRT model file, got another zip: `vedette model export` makes one of a .keras"
        )
    # LiteRT does not check what it is given: a damaged network could end the process.
    if stored.pop("network") != _digest(network):
        raise ValueError("expected the network that the metadata describes, got a damaged one")
    return ModelMetadata.from_json(stored)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
