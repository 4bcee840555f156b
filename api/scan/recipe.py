"""How the sources of one command are analysed."""

import hashlib
import importlib.metadata
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipeline.analyse import AnalysisSettings

VERSION = importlib.metadata.version("vedette")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is the same for all sources; worker processes are given it."""

    settings: AnalysisSettings = field(default_factory=AnalysisSettings)
    camera: str | None = None
    """Name of the camera; None to name it after each source."""
    start_time: datetime | None = None
    """When the recording began; None to ask the source's metadata and name."""
    model: Path | None = None
    """The classifier's file; None for the model in use."""

    @property
    def digest(self) -> str:
        """Digest of all that decides, beside source and model, which events there are.

        Another version of vedette may find other events with the same settings, so it counts as a setting.
        """
        text = f"{VERSION} {self.settings!r}"
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
