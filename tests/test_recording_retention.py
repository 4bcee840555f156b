"""Which clips go by age and by bytes, and which stay whatever the limits say."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.history.recording import Recording
from pipeline.recording.retention import Limit, RetentionPlan, RetentionSettings, retention_plan
from tests.history_samples import NOON_US, analysis
from tests.recording_samples import recording

DAY_US = 86_400_000_000
DAY_S = 86_400.0
YARD, GATE = analysis("yard"), analysis("gate")


def clip(name: str, days: float = 0, *labels: str, size: int = 100, camera: str = "yard") -> Recording:
    """A clip made so many days before noon."""
    of = GATE if camera == "gate" else YARD
    made = recording(of, name, size=size, created_us=NOON_US - round(days * DAY_US))
    return replace(made, labels=labels)


def protected(of: Recording) -> Recording:
    return replace(of, is_protected=True)


def planned(settings: RetentionSettings, *clips: Recording) -> RetentionPlan:
    return retention_plan(clips, settings, NOON_US)


def going(plan: RetentionPlan) -> dict[str, str]:
    return {removal.recording.path.split("/")[-1][:-4]: removal.reason for removal in plan.removals}


def test_nothing_goes_unless_a_limit_is_set() -> None:
    assert going(planned(RetentionSettings(), clip("a", 1000, size=10**12))) == {}


def test_clips_go_when_they_are_too_old() -> None:
    settings = RetentionSettings(Limit(keep_s=14 * DAY_S))
    plan = planned(settings, clip("new", 13.9), clip("old", 20), clip("older", 30))
    assert going(plan) == {"older": "30.0 days old, kept for 14.0", "old": "20.0 days old, kept for 14.0"}
    assert [kept.path for kept in plan.kept] == ["recordings/yard/new.mp4"]


def test_oldest_go_first_when_there_are_too_many_bytes() -> None:
    settings = RetentionSettings(Limit(max_bytes=250))
    plan = planned(settings, clip("b", 2), clip("d"), clip("a", 3), clip("c", 1))
    assert going(plan) == {"a": "all clips: 150 bytes above 250", "b": "all clips: 50 bytes above 250"}


def test_what_is_too_old_counts_no_more_for_the_bytes() -> None:
    settings = RetentionSettings(Limit(keep_s=10 * DAY_S, max_bytes=200))
    assert list(going(planned(settings, clip("a", 20), clip("b", 5), clip("c")))) == ["a"]


def test_protected_clips_never_go_but_count() -> None:
    settings = RetentionSettings(Limit(keep_s=DAY_S, max_bytes=150))
    plan = planned(settings, protected(clip("a", 20)), protected(clip("b", 10)), clip("c"))
    assert going(plan) == {"c": "all clips: 150 bytes above 150"}
    assert plan.shortfalls == ("all clips: 50 bytes above 150 are protected",)


def test_cameras_own_limits_go_before_those_of_all() -> None:
    settings = RetentionSettings(
        Limit(keep_s=10 * DAY_S), cameras={"gate": Limit(keep_s=30 * DAY_S, max_bytes=100)}
    )
    plan = planned(settings, clip("a", 20), clip("b", 20, camera="gate"), clip("c", 15, camera="gate"))
    assert going(plan) == {"a": "20.0 days old, kept for 10.0", "b": "camera gate: 100 bytes above 100"}


def test_limit_of_one_camera_concerns_no_other() -> None:
    settings = RetentionSettings(cameras={"gate": Limit(keep_s=DAY_S, max_bytes=0)})
    assert list(
        going(planned(settings, clip("a", 20), clip("b", 20, camera="gate"), clip("c", camera="gate")))
    ) == [
        "b",
        "c",
    ]


@pytest.mark.parametrize(
    ("labels", "goes"),
    [
        pytest.param(("car",), True, id="one label"),
        pytest.param(("truck",), True, id="a label of the group"),
        pytest.param(("person",), False, id="another label, kept longer"),
        pytest.param(("car", "person"), False, id="the label that stays longest counts"),
        pytest.param(("dog",), True, id="a label without a limit: the camera's"),
        pytest.param(("car", "dog"), True, id="both too old"),
        pytest.param((), True, id="no label: the camera's"),
    ],
)
def test_clip_stays_as_long_as_the_longest_of_its_labels(labels: tuple[str, ...], goes: bool) -> None:
    settings = RetentionSettings(
        cameras={"yard": Limit(keep_s=10 * DAY_S)},
        labels={"vehicle": Limit(keep_s=5 * DAY_S), "person": Limit(keep_s=60 * DAY_S)},
    )
    assert bool(going(planned(settings, clip("a", 20, *labels)))) == goes


def test_label_that_stays_for_good_keeps_its_clips() -> None:
    settings = RetentionSettings(labels={"car": Limit(keep_s=DAY_S)})
    assert list(
        going(planned(settings, clip("a", 20, "car"), clip("b", 20, "car", "person"), clip("c", 20)))
    ) == ["a"]


def test_bytes_of_a_label_are_those_of_clips_that_show_nothing_else() -> None:
    settings = RetentionSettings(labels={"vehicle": Limit(max_bytes=100)})
    clips = (clip("a", 4, "car", "person"), clip("b", 3, "car", "truck"), clip("c", 2, "truck"), clip("d", 1))
    assert going(planned(settings, *clips)) == {"b": "label vehicle: 100 bytes above 100"}


def test_what_a_narrow_limit_frees_counts_for_the_wide_one() -> None:
    settings = RetentionSettings(Limit(max_bytes=200), cameras={"gate": Limit(max_bytes=0)})
    assert list(going(planned(settings, clip("a", 3), clip("b", 2, camera="gate"), clip("c", 1)))) == ["b"]


@pytest.mark.parametrize("limit", [{"keep_s": -1.0}, {"max_bytes": -1}])
def test_limits_below_nothing_are_refused(limit: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="expected 0 or more"):
        Limit(**limit)


@given(
    clips=st.lists(st.tuples(st.floats(0, 40), st.integers(1, 1000), st.booleans()), max_size=30),
    keep_days=st.integers(0, 40),
    max_bytes=st.integers(0, 10_000),
)
def test_limits_hold_or_only_protected_clips_are_left(
    clips: list[tuple[float, int, bool]], keep_days: int, max_bytes: int
) -> None:
    made = [
        replace(clip(f"{number}", days, size=size), is_protected=is_protected)
        for number, (days, size, is_protected) in enumerate(clips)
    ]
    plan = planned(RetentionSettings(Limit(keep_days * DAY_S, max_bytes)), *made)
    left = [kept for kept in plan.kept if not kept.is_protected]
    assert not any(removal.recording.is_protected for removal in plan.removals)
    assert len(plan.kept) + len(plan.removals) == len(made)
    assert all(NOON_US - kept.created_us <= (keep_days + 1e-6) * DAY_US for kept in left)
    assert not left or sum(kept.bytes for kept in plan.kept) <= max_bytes
    # Nothing goes needlessly: with the last one that went, the bytes would not do.
    by_bytes = [removal.recording for removal in plan.removals if "above" in removal.reason]
    if by_bytes:
        assert sum(kept.bytes for kept in plan.kept) + by_bytes[-1].bytes > max_bytes
