"""Figures agree with what a person counts by hand."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.calibration import Floats, expected_calibration_error, reliability, softmax
from model.training.crops.sources import LabelledCrop
from model.training.measuring.calibrating import calibrate, rejection_threshold, rescaled
from model.training.measuring.measurement import WORST, Measurement, Rates, Truth, measured
from model.training.measuring.rejection import auroc, rejection
from tests.model_samples import plain

LABELS = ("person", "car", "bus", "background")
GROUPS = {"person": "person", "car": "vehicle", "bus": "vehicle"}
PRIORS = {"person": 0.4, "car": 0.2, "bus": 0.1, "background": 0.3}
CONFIDENCES = st.lists(st.sampled_from(np.linspace(0, 1, 11, dtype=np.float32).tolist()), min_size=1)


def answers(*rows: Sequence[float]) -> Floats:
    return np.array(rows, np.float32)


def crops(*labels: str, source: str = "street") -> list[LabelledCrop]:
    return [LabelledCrop(plain((9, 9, 9)), label, source, f"{n:02d}") for n, label in enumerate(labels)]


def truth(*labels: str) -> Truth:
    return Truth(crops(*labels), LABELS, GROUPS, PRIORS)


NONE = np.empty((0, len(LABELS)), np.float32)
MIXED = measured(
    truth("person", "person", "car", "bus", "background", "background"),
    answers(
        (0.9, 0.1, 0.0, 0.0),
        (0.1, 0.8, 0.1, 0.0),  # a person taken for a car
        (0.0, 0.3, 0.7, 0.0),  # a car taken for a bus: another label, the same group
        (0.4, 0.3, 0.3, 0.0),  # a bus taken for a person, but its group is the likelier one
        (0.6, 0.0, 0.0, 0.4),  # a background taken for a person
        (0.0, 0.0, 0.0, 1.0),
    ),
    NONE,
    threshold=0.5,
)


def test_labels_are_rated_by_recall_and_precision() -> None:
    assert MIXED.accuracy == pytest.approx(2 / 6)
    assert MIXED.labels == {
        "person": Rates(1 / 2, 1 / 3, 2),
        "car": Rates(0.0, 0.0, 1),
        "bus": Rates(0.0, 0.0, 1),
        "background": Rates(1 / 2, 1.0, 2),
    }
    assert MIXED.label_accuracy == pytest.approx((1 / 2 + 0 + 0 + 1 / 2) / 4)


def test_groups_are_rated_by_their_labels_together() -> None:
    assert MIXED.groups == {
        "background": Rates(1 / 2, 1.0, 2),
        "person": Rates(1 / 2, 1 / 2, 2),
        "vehicle": Rates(1.0, 2 / 3, 2),
    }
    assert MIXED.group_accuracy == pytest.approx((1 / 2 + 1 / 2 + 1) / 3)
    assert MIXED.false_persons == pytest.approx(1 / 2)


def test_confusion_has_a_row_for_each_truth() -> None:
    assert MIXED.confusion == ((1, 1, 0, 0), (0, 0, 1, 0), (1, 0, 0, 0), (1, 0, 0, 1))


def test_worst_mistakes_are_the_most_confident_ones() -> None:
    told = [(each.place, each.label, each.answer, round(each.confidence, 2)) for each in MIXED.mistakes]
    assert told == [
        (1, "person", "car", 0.8), (2, "car", "bus", 0.7), (4, "background", "person", 0.6),
        (3, "bus", "person", 0.4),
    ]  # fmt: skip
    assert (MIXED.mistakes[0].source, MIXED.mistakes[0].name) == ("street", "01")


def test_mistakes_are_kept_up_to_a_sheet() -> None:
    wrong = measured(truth(*["car"] * 40), np.repeat(answers((0.7, 0.1, 0.1, 0.1)), 40, axis=0), NONE, 0.0)
    assert len(wrong.mistakes) == WORST


def test_sources_are_rated_by_group_and_their_clips_together() -> None:
    both = [*crops("person", source="footage/120"), *crops("person", "car", source="footage/130")]
    rated = measured(
        Truth(both, LABELS, GROUPS, PRIORS),
        answers((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0)),
        NONE,
        threshold=0.0,
    )
    assert rated.sources == {"person, footage": Rates(0.5, None, 2), "vehicle, footage": Rates(1.0, None, 1)}


def test_what_the_data_does_not_have_is_not_rated() -> None:
    only: Measurement = measured(truth("car"), answers((0, 1, 0, 0)), NONE, threshold=0.0)
    assert only.labels["bus"] == Rates(None, None, 0)
    assert only.label_accuracy == 1
    assert only.false_persons is None
    assert (only.rejection.auroc, only.rejection.refused_unknown, only.rejection.refused_wrong) == (None,) * 3


def test_labels_weigh_as_they_were_shared_out() -> None:
    weights = truth("person", "person", "car").weights
    assert weights.tolist() == pytest.approx([0.2, 0.2, 0.2])


def test_calibration_error_is_that_of_the_weighted_mix() -> None:
    # Persons (weight 0.4) are said with 0.9 and right; cars (0.2) are said with 0.9 and wrong.
    scores = answers((0.9, 0.1, 0, 0), (0.9, 0.1, 0, 0))
    rated = measured(truth("person", "car"), scores, NONE, threshold=0.0)
    assert rated.calibration_error == pytest.approx(0.9 - 2 / 3, abs=1e-6)
    assert rated.plain_calibration_error == pytest.approx(0.9 - 1 / 2, abs=1e-6)


def test_calibration_of_the_group_is_not_that_of_the_label() -> None:
    # Each is said to be some vehicle for certain, and is one; which one is a guess.
    rated = measured(truth("car", "bus"), answers((0, 0.6, 0.4, 0), (0, 0.6, 0.4, 0)), NONE, threshold=0.0)
    assert rated.group_calibration_error == pytest.approx(0, abs=1e-6)
    assert rated.calibration_error > 0.05


def test_bins_tell_confidence_accuracy_and_count() -> None:
    scores = answers((0.9, 0.1), (0.8, 0.2), (0.3, 0.7), (0.55, 0.45))
    low, high = reliability(scores, np.array([0, 1, 1, 1]), np.ones(4, np.float32), bins=3)
    assert (low.count, high.count) == (1, 3)
    assert [low.low, low.high, low.share] == pytest.approx([1 / 3, 2 / 3, 0.25])
    assert [low.confidence, low.accuracy] == pytest.approx([0.55, 0.0])
    assert [high.confidence, high.accuracy] == pytest.approx([0.8, 2 / 3])


@given(arrays(np.float32, (20, 3), elements=st.floats(-8, 8, width=32)), st.integers(0, 2**32 - 1))
def test_calibration_error_is_a_share_and_its_bins_hold_every_crop(logits: Floats, seed: int) -> None:
    truth_of = np.random.default_rng(seed).integers(0, 3, 20)
    scores, weights = softmax(logits), np.ones(20, np.float32)
    assert 0 <= expected_calibration_error(scores, truth_of, weights) <= 1
    bins = reliability(scores, truth_of, weights)
    assert sum(each.count for each in bins) == 20
    assert sum(each.share for each in bins) == pytest.approx(1)
    assert all(each.low - 1e-6 <= each.confidence <= each.high + 1e-6 for each in bins)


@given(CONFIDENCES, CONFIDENCES)
def test_auroc_is_the_share_of_pairs_in_order(known: list[float], unknown: list[float]) -> None:
    pairs = [(k > u) + (k == u) / 2 for k in known for u in unknown]
    area = auroc(np.array(known, np.float32), np.array(unknown, np.float32))
    assert area == pytest.approx(sum(pairs) / len(pairs))


def test_threshold_refuses_what_lies_below_it() -> None:
    is_right = np.array([True, True, False, True])
    told = rejection(
        np.array([0.9, 0.41, 0.4, 0.2], np.float32), is_right, np.array([0.3, 0.5], np.float32), 0.41
    )
    assert told.refused_right == pytest.approx(1 / 3)  # 0.41 itself is an answer
    assert told.refused_wrong == 1
    assert told.refused_known == 0.5
    assert told.refused_unknown == 0.5
    assert told.unknown == 2
    assert told.auroc == pytest.approx((2 + 1 + 1 + 0) / 8)


@given(arrays(np.float32, (40, 3), elements=st.floats(-5, 5, width=32)), st.floats(0.5, 1))
def test_threshold_keeps_the_share_of_right_answers(logits: Floats, kept: float) -> None:
    scores, all_first = softmax(logits), np.zeros(40, np.intp)
    threshold = rejection_threshold(scores, all_first, kept)
    right = scores.max(axis=1)[scores.argmax(axis=1) == 0]
    assert threshold == round(threshold, 2)
    assert right.size == 0 or (right >= threshold).mean() >= kept - 1e-9


def test_threshold_is_as_high_as_may_be() -> None:
    confidence = np.linspace(0.505, 0.995, 50, dtype=np.float32)  # 0.505, 0.515, …
    scores = np.stack([confidence, 1 - confidence], axis=1)
    assert rejection_threshold(scores, np.zeros(50, np.intp), kept=0.9) == 0.55  # five of fifty are below


def test_without_right_answers_nothing_is_refused() -> None:
    assert rejection_threshold(answers((0.9, 0.1)), np.array([1])) == 0


def test_temperature_makes_confidence_as_high_as_the_share_that_is_right() -> None:
    sure = softmax(np.tile(answers((4, 0)), (4, 1)))
    truth_of = np.array([0, 0, 0, 1])
    found = calibrate(sure, truth_of, np.ones(4, np.float32))
    assert rescaled(sure, found.temperature)[0, 0] == pytest.approx(0.75, abs=1e-3)
    assert found.threshold == pytest.approx(0.75, abs=0.01)


@given(arrays(np.float32, (5, 4), elements=st.floats(-20, 20, width=32)), st.floats(0.2, 5))
def test_rescaling_probabilities_is_scaling_their_logits(logits: Floats, temperature: float) -> None:
    np.testing.assert_allclose(
        rescaled(softmax(logits), temperature), softmax(logits, temperature), atol=2e-4
    )
