"""Corrections are parted by event, and enough of them is asked for; a new model must earn its place."""

import pytest

from model.training.crops.sources import LabelledCrop
from model.training.teaching.lesson import LessonSettings, lesson
from tests.model_samples import noise

pytest.importorskip("tensorflow", reason="TensorFlow is absent")

from model.training.teaching.comparison import Comparison, Grades

IMAGE = noise(20, 10, 3)


def corrections(label: str, events: int, crops: int = 3) -> list[LabelledCrop]:
    return [
        LabelledCrop(IMAGE, label, f"history/{label}{event:02}", f"{event:02}-{number}")
        for event in range(events)
        for number in range(crops)
    ]


def test_no_event_is_on_both_sides() -> None:
    crops = corrections("person", 9) + corrections("car", 8)
    parts = lesson(crops, LessonSettings())
    learnt, measured = ({crop.source for crop in side} for side in (parts.learnt, parts.measured))
    assert not learnt & measured
    assert learnt | measured == {crop.source for crop in crops}
    assert sorted(source[8:-2] for source in measured) == ["car"] * 2 + ["person"] * 3


def test_parting_does_not_depend_on_order() -> None:
    crops = corrections("person", 12)
    one, other = (lesson(given, LessonSettings()) for given in (crops, crops[::-1]))
    assert {crop.source for crop in one.measured} == {crop.source for crop in other.measured}


def test_label_with_too_few_events_is_left_out_and_named() -> None:
    parts = lesson(corrections("person", 8) + corrections("cat", 7), LessonSettings())
    assert parts.left_out == ("cat",)
    assert {crop.label for crop in parts.learnt + parts.measured} == {"person"}


@pytest.mark.parametrize(
    ("crops", "told"),
    [
        (corrections("cat", 2) + corrections("person", 7, crops=1), "got person 7, cat 2"),
        ([], "got none"),
    ],
    ids=["too few", "none"],
)
def test_too_few_corrections_are_told_by_label(crops: list[LabelledCrop], told: str) -> None:
    expected = f"^corrections: expected 8 reviewed events or more of a label, {told}$"
    with pytest.raises(ValueError, match=expected):
        lesson(crops, LessonSettings())


@pytest.mark.parametrize(
    ("after", "is_better"),
    [
        pytest.param(Grades(0.6, 0.9), True, id="better, nothing lost"),
        pytest.param(Grades(0.6, 0.88), True, id="better, little lost"),
        pytest.param(Grades(0.9, 0.87), False, id="better, too much lost"),
        pytest.param(Grades(0.5, 0.95), False, id="no better"),
    ],
)
def test_new_model_must_be_better_and_forget_next_to_nothing(after: Grades, is_better: bool) -> None:
    comparison = Comparison(Grades(0.5, 0.9), after, 12, 4, 0.02, ("cat",))
    assert comparison.is_better == is_better
    assert f"0.500 before, {after.corrected:.3f} after" in comparison.sentence
    assert comparison.sentence.endswith("too few corrections of cat")
