"""The real clips, read to their ends. They lie beside the repository where it was developed."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.media.opening import open_source

SHARED = Path(__file__).parents[2] / "shared" / "data"

CLIPS = (
    "bgs_highway_cyclist.avi",
    "caviar_corridor.mpg",
    "cdnet_highway.mp4",
    "cdnet_pedestrians_290_690.avi",
    "dvrscan_traffic_camera.mp4",
    "intel_car_detection.mp4",
    "intel_one_by_one_person.mp4",
    "nest_atv.mp4",
    "nest_bicycle.mp4",
    "nest_walkers.mp4",
    "night_driveway_person.mp4",
    "pets09_s2l1.avi",
    "pixabay_liverpool_promenade.mp4",
    "street_vehicle_counting.mp4",
    "tfl_a13_201707211410.mp4",
    "tfl_a13_201708101101.mp4",
    "tfl_a13_201708311636.mp4",
    "tfl_a13_201709042122.mp4",
    "trailcam_deer_night.mp4",
    "tud_stadtmitte.mp4",
    "ucsd_ped2_test02.mp4",
    "ucsd_ped2_test04.mp4",
    "wallflower_wavingtrees.mp4",
)

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="../shared is absent")


@pytest.fixture(scope="module")
def truth() -> dict[str, dict[str, Any]]:
    """What is known of each clip, by its name."""
    return {clip["file"]: clip for clip in json.loads((SHARED / "truth.json").read_text())["clips"]}


@pytest.mark.parametrize("name", CLIPS)
def test_clip_is_read_to_its_end(name: str, truth: dict[str, dict[str, Any]]) -> None:
    clip = truth[name]
    source = open_source(SHARED / "footage" / name)
    times = [frame.time_us for frame in source.frames()]
    assert len(times) == clip["frames"]
    assert sorted(set(times)) == times
    assert (source.width, source.height) == (clip["width"], clip["height"])
    assert abs(source.report.duration_us / 1e6 - clip["duration_s"]) < 0.1
    assert source.report.unseen == ()
    assert source.report.error is None


def test_no_clip_is_left_out(truth: dict[str, dict[str, Any]]) -> None:
    assert set(CLIPS) == set(truth)


def test_header_that_lies_about_the_duration_is_not_believed() -> None:
    source = open_source(SHARED / "footage" / "caviar_corridor.mpg")
    assert 10e6 < (source.duration_us or 0) < 20e6
    assert sum(1 for _ in source.frames()) == 383
    assert source.report.duration_us == 15_320_000
