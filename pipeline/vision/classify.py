"""Names the tracks: crops them at good moments, asks the classifier in batches, keeps the vote."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from pipeline.media.picture import Picture
from pipeline.values import Classification, Image, Track
from pipeline.vision.portrait import Crop, PortraitSettings, Snapshot, best_apart, crop, snapshot, worth
from pipeline.vision.vote import Vote, VoteSettings


class Classifier(Protocol):
    """What the pipeline needs of a model; `model.classifier.Classifier` is one."""

    @property
    def labels(self) -> Sequence[str]:
        """Names of the classes."""

    @property
    def priors(self) -> Mapping[str, float]:
        """Label → its share of the crops in training, in the order of `labels`."""

    @property
    def digest(self) -> str:
        """Hash of the model."""

    def classify(self, crops: Sequence[Image]) -> npt.NDArray[np.float32]:
        """Calibrated probabilities `float32 (N, K)` of N crops `uint8 (h, w, 3)`, RGB."""


@dataclass(slots=True)
class Acquaintance:
    """What is known of one track."""

    vote: Vote
    every_s: float
    next_us: int = 0
    displacement: float = 0.0
    """How far it went, as of the latest picture."""
    classification: Classification | None = None
    """The vote's result so far."""
    snapshot: Snapshot | None = None
    crops: tuple[Crop, ...] = ()
    """The best so far, to learn from."""


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What a track was, once it is over."""

    classification: Classification | None = None
    """None if no crop of it was good enough."""
    snapshot: Snapshot | None = None
    crops: tuple[Crop, ...] = ()
    """The best that the classifier saw, in order of time."""


class TrackClassifier:
    """Keeps a vote and the best picture of each live track."""

    def __init__(
        self,
        classifier: Classifier,
        portrait: PortraitSettings | None = None,
        vote: VoteSettings | None = None,
    ) -> None:
        self._classifier = classifier
        self._portrait = portrait or PortraitSettings()
        self._vote = vote or VoteSettings()
        self._odds = self._vote.odds(classifier.priors)
        self._known: dict[int, Acquaintance] = {}

    def update(self, time_us: int, tracks: Sequence[Track], picture: Picture) -> tuple[Track, ...]:
        """Look at the tracks whose turn it is; answer all with their vote so far."""
        due = [track for track in tracks if self._is_due(track, time_us, picture)]
        crops = [crop(picture, track.box, self._portrait) for track in due]
        answers = self._classifier.classify(crops) if crops else ()
        for track, image, probabilities in zip(due, crops, answers, strict=True):
            seen = Crop(time_us, image, worth(track, picture.width, picture.height))
            self._look(track, seen, picture, probabilities)
        return tuple(replace(track, classification=self._result(track.id)) for track in tracks)

    def forget(self, track_ids: Iterable[int]) -> dict[int, Verdict]:
        """Give the last word on tracks that are over, and forget them."""
        verdicts = {}
        for track_id in track_ids:
            known = self._known.pop(track_id, None)
            verdicts[track_id] = self._verdict(known) if known else Verdict()
        return verdicts

    def _verdict(self, known: Acquaintance) -> Verdict:
        return Verdict(known.vote.result(self._vote, known.displacement), known.snapshot, known.crops)

    def _is_due(self, track: Track, time_us: int, picture: Picture) -> bool:
        if max(track.box.width, track.box.height) < self._portrait.least_side_px:
            return False
        if track.id not in self._known:
            self._known[track.id] = Acquaintance(
                Vote(self._classifier.labels, self._odds), self._portrait.first_every_s
            )
        self._known[track.id].displacement = track.displacement
        is_time = time_us >= self._known[track.id].next_us
        return is_time and worth(track, picture.width, picture.height) > 0

    def _look(
        self, track: Track, seen: Crop, picture: Picture, probabilities: npt.NDArray[np.float32]
    ) -> None:
        known = self._known[track.id]
        known.vote.add(probabilities, seen.worth)
        known.classification = known.vote.result(self._vote, track.displacement)
        known.next_us = seen.time_us + round(known.every_s * 1e6)
        known.every_s = min(known.every_s * self._portrait.slower, self._portrait.most_every_s)
        known.crops = best_apart(known.crops, seen, self._portrait)
        if known.snapshot is None or seen.worth > self._portrait.better * known.snapshot.worth:
            known.snapshot = snapshot(picture, track, self._portrait)

    def _result(self, track_id: int) -> Classification | None:
        known = self._known.get(track_id)
        return known.classification if known else None
