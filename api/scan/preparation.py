"""What must be known of a source before it is analysed."""

from pathlib import Path

from api.scan.legible import legible
from api.scan.message import Prepared
from api.scan.recipe import VERSION, Recipe
from pipeline.history.analysis import Analysis
from pipeline.media.camera_name import camera_name
from pipeline.media.fingerprint import fingerprint
from pipeline.media.recording_time import recording_time
from pipeline.media.source import Source


def prepared(source: Source, recipe: Recipe, model_digest: str) -> Prepared:
    """Gather all that decides which events an open source yields.

    Raises:
        OSError: The source cannot be read any more.
    """
    recorded = recording_time(source.path, source.metadata, recipe.start_time)
    path = legible(str(source.path))
    analysis = Analysis(
        path=path,
        camera=recipe.camera or camera_name(Path(path)),
        fingerprint=fingerprint(source.path),
        settings_digest=recipe.digest,
        model_digest=model_digest,
        vedette=VERSION,
        recorded_us=recorded.time_us if recorded else None,
        recorded_from=recorded.origin if recorded else None,
    )
    return Prepared(analysis, source.duration_us)
