"""All scores of all clips: truth and findings in, figures out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from pipeline.errors import VedetteError
from pipeline.scoring.box_frames import BoxFrames, observed_boxes
from pipeline.scoring.boxes import BoxScore, score_boxes
from pipeline.scoring.events import Matching, match_by_group, match_by_label
from pipeline.scoring.ground_truth import GroundTruth, read_ground_truth
from pipeline.scoring.masks import MaskScore, MaskTruth, score_masks
from pipeline.scoring.presence import Presence, Quiet, score_presence, score_quiet
from pipeline.scoring.span import Span
from pipeline.scoring.tally import Tally
from pipeline.scoring.truth import Meaning, TruthClip
from pipeline.values import GROUPS, Event, Mask, Observation


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in one clip."""

    events: tuple[Event, ...]
    observations: tuple[Observation, ...] | None = None
    """The tracks to be scored, by analysed frame; None where only events were kept."""
    masks: Iterable[tuple[int, Mask]] | None = None
    """Index, from 0, and foreground of each frame, read only if the truth has masks; None where not kept."""


Analyst = Callable[[str], Findings]
"""Finds what is in the clip of a name, afresh or in a history. Raises a `VedetteError` where it cannot."""


@dataclass(frozen=True, slots=True)
class ClipScore:
    """How well one clip was understood."""

    file: str
    presence: Mapping[str, Presence]
    """By label group, of all groups that are there or were found."""
    quiet: Quiet
    events: Mapping[str, Matching] | None
    """By label group; None where the truth's events are intervals of presence, which cannot be counted."""
    labels: Mapping[str, Matching] | None
    """The same by exact label."""
    boxes: BoxScore | None
    masks: MaskScore | None


def score_clip(clip: TruthClip, findings: Findings, ground_truth: GroundTruth = None) -> ClipScore:
    """Give one clip all scores that its truth and the findings allow. Hidden events are left out."""
    found = [Span.of(event) for event in findings.events if not event.is_hidden]
    is_countable = clip.events_are is Meaning.OBJECTS
    return ClipScore(
        file=clip.file,
        presence=score_presence(clip, found),
        quiet=score_quiet(clip, found),
        events=match_by_group(clip.events, found) if is_countable else None,
        labels=match_by_label(clip.events, found) if is_countable else None,
        boxes=_box_score(clip, findings, ground_truth),
        masks=_mask_score(findings, ground_truth),
    )


@dataclass(frozen=True, slots=True)
class ClipFailure:
    """A clip in which nothing could be found, and why, in one line."""

    file: str
    reason: str


def score_each(
    clips: Sequence[TruthClip], folder: Path, analyst: Analyst
) -> Iterator[ClipScore | ClipFailure]:
    """Score clip after clip; go on behind one that the analyst cannot have.

    Args:
        clips: The truth.
        folder: The truth file's, to which frame-exact truth is relative.
        analyst: Finds what is in each clip.

    Raises:
        TruthInvalid: Frame-exact truth of one of the clips cannot be read; told before any clip is looked at.
    """
    exact = [read_ground_truth(clip, folder) for clip in clips]
    for clip, ground_truth in zip(clips, exact, strict=True):
        try:
            findings = analyst(clip.file)
            yield score_clip(clip, findings, ground_truth)
        except VedetteError as error:
            yield ClipFailure(clip.file, str(error))


def _box_score(clip: TruthClip, findings: Findings, truth: GroundTruth) -> BoxScore | None:
    if truth is None or isinstance(truth, MaskTruth) or findings.observations is None:
        return None
    found: BoxFrames = observed_boxes(findings.observations)
    return score_boxes(truth, {number: boxes for number, boxes in found.items() if clip.covers_frame(number)})


def _mask_score(findings: Findings, truth: GroundTruth) -> MaskScore | None:
    if not isinstance(truth, MaskTruth) or findings.masks is None:
        return None
    return score_masks(findings.masks, truth)


@dataclass(frozen=True, slots=True)
class GroupPresence:
    """Presence of one group over all clips."""

    mean_f1: float | None
    """Mean over the clips in which the group is there in at least one scored second; None if in none."""
    clips: int
    """How many those are."""
    tally: Tally
    """Seconds of all clips, those without the group too: there every second found is false."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of all clips, and what they come to."""

    clips: tuple[ClipScore, ...]
    failures: tuple[ClipFailure, ...] = ()

    @classmethod
    def of(cls, results: Iterable[ClipScore | ClipFailure]) -> "Evaluation":
        """Gather what `score_each` yields."""
        clips: list[ClipScore] = []
        failures: list[ClipFailure] = []
        for result in results:
            if isinstance(result, ClipScore):
                clips.append(result)
            else:
                failures.append(result)
        return cls(tuple(clips), tuple(failures))

    @property
    def presence(self) -> Mapping[str, GroupPresence]:
        """Presence by label group."""
        named = {group for clip in self.clips for group in clip.presence}
        groups = [*GROUPS, *sorted(named.difference(GROUPS))]
        return {group: self._group_presence(group) for group in groups if group in named}

    def _group_presence(self, group: str) -> GroupPresence:
        tallies = [clip.presence[group].tally for clip in self.clips if group in clip.presence]
        scores = [tally.f1 for tally in tallies if tally.hits + tally.missed]
        known = [score for score in scores if score is not None]
        return GroupPresence(mean(known) if known else None, len(known), sum(tallies, Tally()))

    @property
    def quiet(self) -> Quiet:
        """All quiet seconds."""
        return sum((clip.quiet for clip in self.clips), Quiet())

    @property
    def events(self) -> Mapping[str, Tally]:
        """Events by label group, over the clips where they can be counted."""
        return _summed(clip.events for clip in self.clips)

    @property
    def labels(self) -> Mapping[str, Tally]:
        """Events by exact label, over the clips where they can be counted."""
        return _summed(clip.labels for clip in self.clips)


def _summed(clips: Iterable[Mapping[str, Matching] | None]) -> Mapping[str, Tally]:
    sums: dict[str, Tally] = {}
    for matchings in clips:
        for name, matching in (matchings or {}).items():
            sums[name] = sums.get(name, Tally()) + matching.tally
    return dict(sorted(sums.items()))
