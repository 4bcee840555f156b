"""Whether a camera that is behind catches up."""

import pytest

from pipeline.live.lag import Lag


@pytest.mark.parametrize(
    ("lags", "losses"),
    [
        pytest.param((0.1, 0.1, 0.4, 0.9), (False,) * 4, id="live"),
        pytest.param((12.0, 11.2, 10.3), (False,) * 3, id="catching up"),
        pytest.param((12.0, 12.1, 12.05, 12.0), (False, True, True, True), id="standing still"),
        pytest.param((0.2, 1.2, 1.5), (False, False, True), id="falling behind"),
    ],
)
def test_whoever_is_behind_loses_ground_unless_it_gains(
    lags: tuple[float, ...], losses: tuple[bool, ...]
) -> None:
    lag = Lag()
    found = []
    for seconds in lags:
        lag.seconds = seconds
        found.append(lag.take_loss())
    assert tuple(found) == losses
