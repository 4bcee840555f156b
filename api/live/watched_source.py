"""A live camera as a source of the history."""

from dataclasses import dataclass

from api.scan.recipe import VERSION, Recipe
from pipeline.history.analysis import Analysis, Outcome
from pipeline.live.scene import Scene


@dataclass(frozen=True, slots=True)
class WatchedSource:
    """One watch of a camera, as the history has it: all scenes with one fingerprint."""

    analysis: Analysis
    outcome: Outcome
    """The size of the picture; the rest is known of files alone."""

    @classmethod
    def of(cls, scene: Scene, model_digest: str) -> "WatchedSource":
        """The source that a scene belongs to."""
        analysis = Analysis(
            path=scene.source,
            camera=scene.camera,
            fingerprint=scene.fingerprint,
            settings_digest=Recipe().digest,
            model_digest=model_digest,
            vedette=VERSION,
            recorded_us=0,
            recorded_from="camera",
            is_live=True,
        )
        return cls(analysis, Outcome(None, 0, scene.width, scene.height))
