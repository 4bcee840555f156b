"""What a model file says about itself: labels, input, calibration, origin."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from io import BytesIO
from pathlib import Path
from typing import Any

FORMAT = 1
"""Version of the metadata; a file of another one is refused."""

_ENTRY = "metadata.json"


@dataclass(frozen=True, slots=True)
class ModelMetadata:
    """Everything a caller needs to use the network rightly, kept inside its file."""

    labels: tuple[str, ...]
    """Label of each output, in order."""
    size: int
    """Side of the square RGB input, in pixels."""
    temperature: float
    """Logits are divided by it before the softmax (Source: Guo et al. 2017, arXiv:1706.04599)."""
    recipe: str
    priors: Mapping[str, float]
    """Share of each label among the crops that the network was trained on."""
    data: Mapping[str, str] = field(default_factory=dict)
    """Training source → the first 16 hex digits of its SHA-256."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """What was measured on held-out sources, by name."""
    format: int = FORMAT

    def __post_init__(self) -> None:
        """Refuse what the classifier could not use.

        Raises:
            ValueError: A field is out of its range.
        """
        if self.format != FORMAT:
            raise ValueError(f"metadata: expected format {FORMAT}, got {self.format!r}")
        if not self.labels or len(set(self.labels)) != len(self.labels):
            raise ValueError(f"metadata: expected distinct labels, got {self.labels!r}")
        if self.size < 1 or not self.temperature > 0:
            raise ValueError(
                f"metadata: expected size and temperature above 0, got {self.size!r} and {self.temperature!r}"
            )


def append_metadata(network: bytes, metadata: ModelMetadata) -> bytes:
    """Append the metadata as a zip, as TensorFlow Lite's own does: readers of the network skip it."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as entries:
        # A fixed date makes the same model the same bytes, thus the same digest.
        entry = zipfile.ZipInfo(_ENTRY, date_time=(1980, 1, 1, 0, 0, 0))
        entries.writestr(entry, json.dumps(asdict(metadata), indent=1))
    return network + archive.getvalue()


def parse_metadata(content: bytes) -> ModelMetadata:
    """Read the metadata out of a model file's bytes.

    Raises:
        ValueError: There is none, or it is of another version.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as entries:
            stored = json.loads(entries.read(_ENTRY))
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"expected a model file, got {len(content)} bytes without metadata") from error
    return _from_json(stored)


def _from_json(stored: Any) -> ModelMetadata:
    names = {each.name for each in fields(ModelMetadata)}
    if not isinstance(stored, dict) or set(stored) != names:
        found = sorted(stored) if isinstance(stored, dict) else type(stored).__name__
        raise ValueError(f"metadata: expected the keys {sorted(names)}, got {found}")
    return ModelMetadata(**{**stored, "labels": tuple(stored["labels"])})


def read_metadata(path: Path) -> ModelMetadata:
    """Read the metadata of the model file at `path`.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is no model file of this version.
    """
    try:
        return parse_metadata(path.read_bytes())
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
