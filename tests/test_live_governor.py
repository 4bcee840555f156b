"""How often cameras are looked at when the cores are short."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import pytest

from pipeline.live.governor import Governor, GovernorSettings, Load


def loads(count: int, cost_s: float, wanted_hz: float = 10.0) -> dict[str, Load]:
    return {f"camera {number}": Load(wanted_hz, cost_s, fps=25.0) for number in range(count)}


def run(governor: Governor, asked: Mapping[str, Load], seconds: range, late: int = 0) -> Mapping[str, float]:
    rates: Mapping[str, float] = {}
    for second in seconds:
        rates = governor.update(float(second), asked, late)
    return rates


def test_all_are_looked_at_as_wanted_while_there_is_room() -> None:
    rates = run(Governor(analysts=2), loads(32, 0.002), range(10))
    assert set(rates.values()) == {10.0}


def test_what_does_not_fit_is_lowered_before_anything_is_late() -> None:
    rates = run(Governor(analysts=2), loads(32, 0.008), range(1))
    assert set(rates.values()) == {5.0, 10.0}
    assert sum(rates.values()) * 0.008 <= 2 * GovernorSettings().share


def test_dearest_camera_gives_way_first() -> None:
    asked = {**loads(3, 0.01), "large": Load(10.0, 0.16, fps=25.0)}
    rates = run(Governor(analysts=2), asked, range(1))
    assert rates["large"] == 5.0
    assert {rate for name, rate in rates.items() if name != "large"} == {10.0}


def test_nobody_is_looked_at_less_than_the_last_step() -> None:
    rates = run(Governor(analysts=1), loads(10, 1.0), range(5), late=50)
    assert set(rates.values()) == {2.0}


def test_a_single_hitch_changes_nothing() -> None:
    governor = Governor(analysts=2)
    asked = loads(8, 0.01)
    run(governor, asked, range(1), late=30)
    assert set(run(governor, asked, range(1, 4)).values()) == {10.0}


def test_lasting_lateness_lowers_rates_though_the_sum_says_it_fits() -> None:
    rates = run(Governor(analysts=2), loads(8, 0.01), range(6), late=8)
    assert sum(rates.values()) < 80


def test_one_camera_that_does_not_catch_up_lowers_rates_though_no_live_picture_is_late() -> None:
    asked = loads(8, 0.01)
    behind = {**asked, "camera 3": replace(asked["camera 3"], is_losing=True)}
    governor = Governor(analysts=2)
    assert set(run(governor, behind, range(2)).values()) == {10.0}
    assert sum(run(governor, behind, range(2, 6)).values()) < 80


def test_few_late_pictures_among_many_are_borne() -> None:
    rates = run(Governor(analysts=2), loads(8, 0.01), range(60), late=4)
    assert set(rates.values()) == {10.0}


def test_rates_rise_again_after_patience_and_not_before() -> None:
    governor = Governor(analysts=2)
    run(governor, loads(32, 0.008), range(1))
    relieved = loads(32, 0.002)
    assert set(run(governor, relieved, range(1, 14)).values()) == {5.0, 10.0}
    assert set(run(governor, relieved, range(14, 20)).values()) == {10.0}


def test_load_on_the_edge_does_not_make_rates_swing() -> None:
    governor = Governor(analysts=1)
    edge = loads(10, 0.0088)
    low = run(governor, edge, range(1))
    history = [dict(governor.update(float(second), edge, late=0)) for second in range(1, 120)]
    assert all(rates == low for rates in history)


def test_cameras_that_send_nothing_ask_for_nothing() -> None:
    asked = {**loads(8, 0.02), **{f"away {n}": Load(10.0, 0.5, fps=0.0) for n in range(8)}}
    assert set(run(Governor(analysts=2), asked, range(3)).values()) == {10.0}


def test_camera_that_is_to_be_looked_at_rarely_is_not_looked_at_more() -> None:
    rates = run(Governor(analysts=2), loads(2, 0.001, wanted_hz=3.0), range(60))
    assert set(rates.values()) == {3.0}


@pytest.mark.parametrize(
    "wrong", [{"share": 0.0}, {"tighten": 1.5}, {"steps_hz": (2.0, 5.0)}, {"steps_hz": ()}]
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="expected"):
        GovernorSettings(**wrong)  # type: ignore[arg-type]


def test_rates_that_had_to_fall_again_rise_later_each_time() -> None:
    """More than the cores can do: whenever all are looked at ten times a second, pictures are late."""
    governor, asked = Governor(analysts=2), loads(8, 0.01)
    rises, full = [], True
    for second in range(1, 1200):
        rates = governor.update(float(second), asked, late=80 if full else 0)
        if not full and sum(rates.values()) == 80:
            rises.append(second)
        full = sum(rates.values()) == 80
    waits = [later - earlier for earlier, later in pairwise(rises)]
    assert waits[0] < 60
    assert waits[-1] >= GovernorSettings().most_patience_s
    assert waits == sorted(waits)
