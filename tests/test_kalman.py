"""Where something that moves steadily will be."""

import numpy as np
import pytest

from pipeline.vision.kalman import SteadyAxis

ACCELERATION = 30.0


def follow(axis: SteadyAxis, positions: list[float], step_s: float = 0.08, noise: float = 0.5) -> None:
    for position in positions:
        axis.predict(step_s, ACCELERATION)
        axis.correct(position, noise)


@pytest.mark.parametrize("speed", [-60.0, 0.0, 25.0])
def test_velocity_is_learnt_from_positions(speed: float) -> None:
    axis = SteadyAxis(10.0)
    follow(axis, [10 + speed * 0.08 * step for step in range(1, 20)])
    assert axis.velocity == pytest.approx(speed, abs=1)
    assert axis.position == pytest.approx(10 + speed * 0.08 * 19, abs=0.5)


def test_prediction_goes_on_at_the_same_speed() -> None:
    axis = SteadyAxis(0.0)
    follow(axis, [2.0 * step for step in range(1, 20)])
    axis.predict(1.0, ACCELERATION)
    assert axis.position == pytest.approx(38 + 25, abs=2)


def test_noise_is_evened_out() -> None:
    noise = np.random.default_rng(1).normal(0, 2, 200)
    axis = SteadyAxis(0.0)
    errors = []
    for step, error in enumerate(noise, 1):
        follow(axis, [2.0 * step + error], noise=2.0)
        errors.append(axis.position - 2.0 * step)
    assert np.std(errors[20:]) < 0.8 * np.std(noise)


def test_uncertainty_grows_while_nothing_is_measured_and_shrinks_when_something_is() -> None:
    axis = SteadyAxis(0.0)
    follow(axis, [0.0] * 20)
    known = axis.position_variance
    axis.predict(0.5, ACCELERATION)
    lost = axis.position_variance
    axis.correct(0.0, 0.5)
    assert known < axis.position_variance < lost
    assert lost > 10 * known


def test_one_long_step_predicts_as_many_short_ones() -> None:
    long, short = SteadyAxis(5.0, velocity=20.0), SteadyAxis(5.0, velocity=20.0)
    long.predict(1.0, 0.0)
    for _ in range(10):
        short.predict(0.1, 0.0)
    assert short.position == pytest.approx(long.position)
    assert short.position_variance == pytest.approx(long.position_variance)
    assert short.covariance == pytest.approx(long.covariance)
