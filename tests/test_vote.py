"""What a track is, by the vote of its crops."""

import numpy as np
import pytest

from pipeline.values import BACKGROUND, UNKNOWN, Classification
from pipeline.vision.vote import Vote, VoteSettings

LABELS = ("person", "car", "van", "truck", "dog", BACKGROUND)
SETTINGS = VoteSettings()
FIELD = {"person": 0.24, "car": 0.13, "van": 0.13, "truck": 0.13, "dog": 0.08, BACKGROUND: 0.19}
"""Shares in training as they are before a camera, so that nothing is shifted."""
ODDS = SETTINGS.odds(FIELD)
FAR = 10.0
"""Displacement of a track that has gone somewhere."""


def vote_of(*crops: tuple[dict[str, float], float]) -> Vote:
    """A vote of crops, each given as label → probability, and a weight."""
    vote = Vote(LABELS, ODDS)
    for probabilities, weight in crops:
        vote.add(np.array([probabilities.get(label, 0.0) for label in LABELS], np.float32), weight)
    return vote


def result_of(*crops: tuple[dict[str, float], float], displacement: float = FAR) -> Classification:
    result = vote_of(*crops).result(SETTINGS, displacement)
    assert result is not None
    return result


def test_there_is_no_result_before_the_first_crop() -> None:
    assert Vote(LABELS, ODDS).result(SETTINGS, FAR) is None


@pytest.mark.parametrize("label", LABELS)
def test_a_clear_crop_names_the_track(label: str) -> None:
    result = result_of(({label: 0.97, LABELS[0]: 0.03} if label != LABELS[0] else {label: 1.0}, 1.0))
    assert result.label == label
    assert result.score > 0.85
    assert result.score == pytest.approx(result.scores[label])


def test_scores_are_shares_of_all_labels() -> None:
    result = result_of(
        ({"person": 0.5, "dog": 0.3, "car": 0.2}, 2.0), ({"person": 0.9, BACKGROUND: 0.1}, 1.0)
    )
    assert set(result.scores) == set(LABELS)
    assert sum(result.scores.values()) == pytest.approx(1)


def test_the_crop_that_shows_more_counts_more() -> None:
    person, car = {"person": 0.9, "car": 0.1}, {"person": 0.1, "car": 0.9}
    assert result_of((person, 5.0), (car, 1.0)).label == "person"
    assert result_of((person, 1.0), (car, 5.0)).label == "car"


def test_doubling_all_weights_changes_nothing() -> None:
    crops = [({"person": 0.6, "dog": 0.4}, 1.0), ({"person": 0.9, "car": 0.1}, 3.0)]
    once, twice = result_of(*crops), result_of(*((shares, 2 * weight) for shares, weight in crops))
    assert once.scores == pytest.approx(dict(twice.scores))


def test_more_crops_that_agree_do_not_claim_more_certainty() -> None:
    crop = ({"person": 0.7, "car": 0.3}, 1.0)
    assert result_of(*[crop] * 20).score == pytest.approx(result_of(crop).score)


def test_the_group_is_decided_before_the_label() -> None:
    result = result_of(({"person": 0.34, "van": 0.36, "truck": 0.3}, 1.0))
    assert result.label == "van"
    split = result_of(({"person": 0.36, "van": 0.34, "truck": 0.3}, 1.0))
    assert split.label == "van"


def test_what_is_mostly_background_is_background() -> None:
    assert result_of(({BACKGROUND: 0.7, "person": 0.3}, 1.0)).label == BACKGROUND


def test_what_no_group_wins_clearly_is_unknown() -> None:
    result = result_of(({"person": 0.35, "car": 0.33, "dog": 0.32}, 1.0))
    assert result.label == UNKNOWN
    assert result.scores["person"] > 0.2


def test_what_never_left_its_place_must_be_clearer() -> None:
    crop = ({"person": 0.75, BACKGROUND: 0.25}, 1.0)
    assert result_of(crop, displacement=FAR).label == "person"
    assert result_of(crop, displacement=0.2).label == UNKNOWN
    assert result_of(({"person": 1.0}, 1.0), displacement=0.2).label == "person"


@pytest.mark.parametrize("least", [-0.1, 1.1])
def test_a_threshold_is_a_share(least: float) -> None:
    with pytest.raises(ValueError, match="least_score"):
        VoteSettings(least_score=least)


def test_what_training_saw_too_often_counts_less() -> None:
    np.testing.assert_allclose(ODDS, 1)
    odds = dict(zip(LABELS, SETTINGS.odds(FIELD | {"dog": 0.32}), strict=True))
    assert odds["dog"] == pytest.approx(0.25)
    assert odds["person"] == pytest.approx(1)
    vote = Vote(LABELS, np.array([odds[label] for label in LABELS]))
    vote.add(np.array([0.35, 0, 0, 0, 0.6, 0.05], np.float32), 1.0)
    result = vote.result(SETTINGS, FAR)
    assert result is not None
    assert result.label == "person"
