"""Tracks are cropped at good moments, asked about in batches, and named by vote."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import av
import numpy as np
import numpy.typing as npt
import pytest

from pipeline.media.geometry import Geometry
from pipeline.media.picture import Picture
from pipeline.values import BACKGROUND, Box, Image, Track
from pipeline.vision.classify import TrackClassifier
from pipeline.vision.portrait import PortraitSettings, crop

SECOND = 1_000_000
RED, BLUE = (220, 30, 30), (30, 30, 220)


class ColourClassifier:
    """Takes red for a person, blue for a car, the rest for background; notes how much it was asked."""

    labels = ("person", "car", BACKGROUND)
    priors: ClassVar = dict.fromkeys(labels, 1 / 3)
    digest = "colours"

    def __init__(self) -> None:
        self.batches: list[int] = []

    def classify(self, crops: Sequence[Image]) -> npt.NDArray[np.float32]:
        self.batches.append(len(crops))
        return np.array([self._answer(crop) for crop in crops], np.float32)

    @staticmethod
    def _answer(crop: Image) -> tuple[float, float, float]:
        red, _, blue = crop.reshape(-1, 3).mean(axis=0)
        if red > blue + 60:
            return 0.96, 0.02, 0.02
        return (0.02, 0.96, 0.02) if blue > red + 60 else (0.02, 0.02, 0.96)


def picture_of(*boxes: tuple[Box, tuple[int, int, int]]) -> Picture:
    """Grey ground with coloured boxes."""
    image = np.full((240, 320, 3), 110, np.uint8)
    for box, colour in boxes:
        image[int(box.y) : int(box.bottom), int(box.x) : int(box.right)] = colour
    frame = av.VideoFrame.from_ndarray(image, format="rgb24")
    return Picture(frame, Geometry.of(frame, None))


def track(number: int, box: Box) -> Track:
    return Track(number, 0, box, is_visible=True, is_moving=True, displacement=5.0)


LEFT, RIGHT = Box(40, 80, 40, 60), Box(200, 80, 50, 60)
BOTH = (track(1, LEFT), track(2, RIGHT))
PICTURE = picture_of((LEFT, RED), (RIGHT, BLUE))


def test_tracks_are_named_by_what_their_crops_show() -> None:
    named = TrackClassifier(ColourClassifier()).update(0, BOTH, PICTURE)
    assert [found.classification and found.classification.label for found in named] == ["person", "car"]
    assert [replace(found, classification=None) for found in named] == list(BOTH)


def test_all_crops_of_a_picture_are_one_batch() -> None:
    classifier = ColourClassifier()
    TrackClassifier(classifier).update(0, BOTH, PICTURE)
    assert classifier.batches == [2]


def test_nobody_is_asked_about_nothing() -> None:
    classifier = ColourClassifier()
    naming = TrackClassifier(classifier)
    assert naming.update(0, (), PICTURE) == ()
    naming.update(0, BOTH, PICTURE)
    naming.update(10_000, BOTH, PICTURE)
    assert classifier.batches == [2]


def test_a_track_is_looked_at_again_after_a_while_and_ever_more_rarely() -> None:
    classifier = ColourClassifier()
    naming = TrackClassifier(classifier)
    asked = []
    for time_us in range(0, 60 * SECOND, SECOND // 10):
        before = len(classifier.batches)
        naming.update(time_us, BOTH[:1], PICTURE)
        asked += [time_us] * (len(classifier.batches) - before)
    gaps = np.diff(asked) / SECOND
    assert 0.2 <= gaps[0] <= 0.4
    assert gaps.max() <= PortraitSettings().most_every_s + 0.1
    assert gaps[-1] > 3 * gaps[0]


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param(replace(BOTH[0], is_visible=False), id="not visible"),
        pytest.param(replace(BOTH[0], box=Box(40, 80, 4, 5)), id="tiny"),
    ],
)
def test_what_shows_nothing_is_not_asked_about(hidden: Track) -> None:
    classifier = ColourClassifier()
    naming = TrackClassifier(classifier)
    (answer,) = naming.update(0, [hidden], PICTURE)
    assert answer.classification is None
    assert classifier.batches == []
    verdict = naming.forget([1])[1]
    assert (verdict.classification, verdict.snapshot) == (None, None)


def test_the_vote_is_kept_while_a_track_is_hidden() -> None:
    naming = TrackClassifier(ColourClassifier())
    naming.update(0, BOTH[:1], PICTURE)
    (hidden,) = naming.update(SECOND, [replace(BOTH[0], is_visible=False)], picture_of())
    assert hidden.classification is not None
    assert hidden.classification.label == "person"


def test_a_passing_doubt_does_not_change_the_name() -> None:
    naming = TrackClassifier(ColourClassifier())
    colours = [RED, RED, BLUE, RED, RED]
    for number, colour in enumerate(colours):
        (named,) = naming.update(number * SECOND, BOTH[:1], picture_of((LEFT, colour)))
    assert named.classification is not None
    assert named.classification.label == "person"
    assert named.classification.scores["car"] > 0.1


def test_the_last_word_holds_vote_and_picture_and_is_said_once() -> None:
    naming = TrackClassifier(ColourClassifier())
    naming.update(0, BOTH, PICTURE)
    verdicts = naming.forget([1, 2])
    assert [verdicts[number].classification.label for number in (1, 2)] == ["person", "car"]  # type: ignore[union-attr]
    assert verdicts[1].snapshot is not None
    assert verdicts[1].snapshot.box == LEFT
    assert naming.forget([1])[1].classification is None


def test_the_last_word_holds_the_crops_that_the_classifier_saw() -> None:
    naming = TrackClassifier(ColourClassifier())
    for number in range(6):
        naming.update(number * SECOND, BOTH[:1], PICTURE)
    crops = naming.forget([1])[1].crops
    assert [seen.time_us for seen in crops] == [0, SECOND, 2 * SECOND]
    assert all(np.array_equal(seen.image, crop(PICTURE, LEFT, PortraitSettings())) for seen in crops)


def test_a_snapshot_is_taken_anew_only_if_it_is_much_better() -> None:
    naming = TrackClassifier(ColourClassifier())
    boxes = [LEFT, Box(42, 80, 42, 62), Box(60, 40, 90, 130), Box(100, 60, 60, 80)]
    for number, box in enumerate(boxes):
        naming.update(number * SECOND, [track(1, box)], picture_of((box, RED)))
    verdict = naming.forget([1])[1]
    assert verdict.snapshot is not None
    assert verdict.snapshot.box == boxes[2]


def test_a_slightly_better_moment_keeps_the_snapshot() -> None:
    naming = TrackClassifier(ColourClassifier())
    for number, box in enumerate([LEFT, Box(42, 80, 42, 62)]):
        naming.update(number * SECOND, [track(1, box)], picture_of((box, RED)))
    verdict = naming.forget([1])[1]
    assert verdict.snapshot is not None
    assert verdict.snapshot.box == LEFT
