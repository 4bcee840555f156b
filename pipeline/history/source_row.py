"""A row of the table `sources`, from an analysis and back."""

import json
import sqlite3

from pipeline.history.analysis import AnalysedSource, Analysis, Outcome, Unseen


def row_of_analysis(analysis: Analysis) -> dict[str, object]:
    """Lay out what was asked for."""
    return {
        "path": analysis.path,
        "camera": analysis.camera,
        "fingerprint": analysis.fingerprint,
        "settings_digest": analysis.settings_digest,
        "model_digest": analysis.model_digest,
        "vedette": analysis.vedette,
        "recorded_utc_us": analysis.recorded_us,
        "recorded_from": analysis.recorded_from,
        "is_live": int(analysis.is_live),
    }


def row_of_outcome(outcome: Outcome, still: str | None) -> dict[str, object]:
    """Lay out what came of it; `still` is the path of its picture."""
    return {
        "duration_us": outcome.duration_us,
        "frames": outcome.frames,
        "width": outcome.width,
        "height": outcome.height,
        "unseen": json.dumps([[unseen.from_us, unseen.to_us] for unseen in outcome.unseen]),
        "still": still,
    }


def source_of(row: sqlite3.Row) -> AnalysedSource:
    """Read a source from a whole row."""
    return AnalysedSource(
        id=row["id"],
        analysis=_analysis_of(row),
        state=row["state"],
        started_us=row["started_utc_us"],
        finished_us=row["finished_utc_us"],
        error=row["error"],
        duration_us=row["duration_us"],
        frames=row["frames"],
        width=row["width"],
        height=row["height"],
        unseen=tuple(Unseen(*stretch) for stretch in json.loads(row["unseen"])),
        still=row["still"],
    )


def _analysis_of(row: sqlite3.Row) -> Analysis:
    return Analysis(
        path=row["path"],
        camera=row["camera"],
        fingerprint=row["fingerprint"],
        settings_digest=row["settings_digest"],
        model_digest=row["model_digest"],
        vedette=row["vedette"],
        recorded_us=row["recorded_utc_us"],
        recorded_from=row["recorded_from"],
        is_live=bool(row["is_live"]),
    )
