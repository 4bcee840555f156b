"""What the product finds in the clips of a truth file, scored."""

import difflib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import track

from model.classifier import Classifier, default_weights
from pipeline.analyse import Analysis, AnalysisSettings, Step, Subject
from pipeline.history.history import History
from pipeline.media.opening import open_source
from pipeline.scoring.clip_sources import FootageClips, StoredClips
from pipeline.scoring.evaluation import Analyst, Evaluation, Findings, score_each
from pipeline.scoring.truth import TruthClip
from pipeline.values import Event, Mask, Observation
from pipeline.vision.classify import Classifier as Labels


class FreshAnalysis:
    """Analyses files as `vedette analyze` does, and keeps what a history does not: each picture's boxes."""

    def __init__(self, classifier: Labels, settings: AnalysisSettings | None = None) -> None:
        """Take the model and the settings; the defaults if None."""
        self._classifier = classifier
        self._settings = settings or AnalysisSettings()

    def __call__(self, path: Path) -> Findings:
        """Analyse one file from its start to its end.

        Raises:
            SourceError: It cannot be watched.
        """
        events: list[Event] = []
        observations: list[Observation] = []
        for step in self._steps(path):
            events.extend(finding.event for finding in step.findings)
            if step.observation is not None:
                observations.append(step.observation)
        hidden = frozenset(int(event.id) for event in events if event.is_hidden)
        shown = tuple(_shown(observation, hidden) for observation in observations)
        return Findings(tuple(events), shown, self._masks(path))

    def _masks(self, path: Path) -> Iterator[tuple[int, Mask]]:
        """Analyse the file once more when masks are asked for: those of a long clip would fill the memory."""
        for step in self._steps(path):
            if step.observation is not None and step.mask is not None:
                yield step.observation.frame_index, step.mask

    def _steps(self, path: Path) -> Iterator[Step]:
        # Events are named by their tracks, so that the boxes of hidden ones can be told.
        subject = Subject(camera=path.stem, source=str(path), recorded_us=None, event_id=str)
        return Analysis(subject, self._classifier, self._settings).run(open_source(path))


def _shown(observation: Observation, hidden: frozenset[int]) -> Observation:
    """Leave out the tracks that a person is not shown, and the boxes where a track was only expected."""
    tracks = (track for track in observation.tracks if track.is_visible and track.id not in hidden)
    return Observation(observation.camera, observation.time_us, observation.frame_index, tuple(tracks))


@contextmanager
def analyst(folders: Sequence[Path], db: Path | None) -> Iterator[Analyst]:
    """Find things in the history, if there is one, else in files of the folders.

    Raises:
        HistoryError: The history cannot be read.
    """
    if db is None:
        yield FootageClips(folders, FreshAnalysis(Classifier(default_weights())))
    else:
        with History.open(db) as history:
            yield StoredClips(history, str(db))


def chosen(clips: Sequence[TruthClip], names: Sequence[str]) -> Sequence[TruthClip]:
    """Pick the clips of these names; all if there are none.

    Raises:
        typer.BadParameter: There is no clip of a name.
    """
    known = [clip.file for clip in clips]
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise typer.BadParameter(f"--clip: expected a clip of the truth file, received {name}{hint}")
    return [clip for clip in clips if not names or clip.file in names]


def evaluated(clips: Sequence[TruthClip], folder: Path, find: Analyst) -> Evaluation:
    """Score clip after clip; a bar shows how far it is when a person watches.

    Raises:
        TruthInvalid: Frame-exact truth, relative to `folder`, cannot be read.
    """
    console = Console(stderr=True)
    results = score_each(clips, folder, find)
    return Evaluation.of(
        track(results, "Evaluating", len(clips), console=console, disable=not console.is_terminal)
    )
