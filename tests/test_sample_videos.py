import json
import subprocess
import sys
from collections.abc import Callable
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from pipeline.values import Box
from sample_videos.backdrops.disturbance import disturbed
from sample_videos.backdrops.growth import growth
from sample_videos.backdrops.plain import bars, letters, sky, surface, water
from sample_videos.crops import SITTING, draw_crops, sitting
from sample_videos.figures.actor import driver, walker
from sample_videos.figures.bicycle import cyclist_mesh, parked_bicycle_mesh, random_cyclist
from sample_videos.figures.cast import CAST
from sample_videos.figures.person import Person, Pose, person_mesh
from sample_videos.figures.vehicle import Vehicle, vehicle_mesh
from sample_videos.figures.vehicle_shape import HATCHBACK
from sample_videos.figures.way import Way
from sample_videos.film import save, shots
from sample_videos.optics.camera import Camera
from sample_videos.optics.light import Daylight
from sample_videos.optics.stage import Prop, Stage, View
from sample_videos.plays.night import night_play
from sample_videos.plays.play import RATE, Hour, Play, switched
from sample_videos.shapes.mesh import Floats
from sample_videos.shapes.solid import block, level
from sample_videos.shapes.texture import mottled
from sample_videos.truth import clip_truth

CLIPS = Path(__file__).parents[1] / "sample_videos"
TRUTH = json.loads((CLIPS / "truth.json").read_text(encoding="utf-8"))["clips"]
MAX_TOTAL_BYTES = 3_000_000
"""They are cloned with the source and packed with the program."""
MAX_CODING_LOSS = 5.0
"""Mean difference in grey levels of a figure: the encoder takes its noise and finest detail, 4.3 levels."""
LABELS = {*CAST, "background"}


def small_view(*props: Prop) -> View:
    """A grey plain in the sun, 160×96, seen from 3 m above the ground."""
    plain = Prop(level((-30, 30), (-8, 60), 0.0, cuts=12), mottled(1), casts_shadow=False)
    day = Daylight((0.3, 0.3, 0.3), (1.0, 1.0, 1.0), (0.6, -0.4, 0.7))
    camera = Camera((0, -9, 3), (0, 2, 0.8), 130.0, 160, 96)
    return View(camera, (plain, *props), day, radius_m=15, shadow_px=400)


def small_play() -> Play:
    """Somebody walks to the right; a car drives by, from 2 s on."""
    walking = walker(Person(), "walks", Way(((0.4, -4.0, 2.0), (3.2, 4.0, 2.0))))
    driving = driver(
        "car", Vehicle(HATCHBACK, (0.5, 0.05, 0.05)), "drives", Way(((2.0, -3.0, 5.0), (3.2, 3.0, 5.0)))
    )
    return Play(
        "small.mp4",
        "a plain",
        small_view(),
        (walking, driving),
        (),
        lambda _: Hour(1.0),
        duration_s=6.4,
        seed=5,
    )


@pytest.mark.parametrize("clip", TRUTH, ids=lambda clip: clip["file"])
def test_clip_is_as_its_truth_says(clip: dict[str, Any]) -> None:
    with av.open(str(CLIPS / clip["file"])) as container:
        stream = container.streams.video[0]
        sizes = {(frame.width, frame.height) for frame in container.decode(stream)}
        assert (stream.frames, float(stream.average_rate or 0)) == (clip["frames"], clip["fps"])
        assert stream.duration is not None
        assert stream.time_base is not None
        assert float(stream.duration * stream.time_base) == pytest.approx(clip["duration_s"], abs=0.01)
    assert sizes == {(clip["width"], clip["height"])}


@pytest.mark.parametrize("clip", TRUTH, ids=lambda clip: clip["file"])
def test_every_frame_of_a_clip_decodes_and_key_frames_come_each_two_seconds(clip: dict[str, Any]) -> None:
    with av.open(str(CLIPS / clip["file"])) as container:
        keys = [frame.time for frame in container.decode(video=0) if frame.key_frame]
    assert keys[0] == 0
    assert {round(after - before, 2) for before, after in pairwise(keys)} == {2.0}


@pytest.mark.parametrize("clip", TRUTH, ids=lambda clip: clip["file"])
def test_quiet_stretches_of_a_clip_are_long_and_without_events(clip: dict[str, Any]) -> None:
    assert max(end - start for start, end in clip["quiet"]) >= 4
    for start, end in clip["quiet"]:
        assert all(event["end_s"] <= start or event["start_s"] >= end for event in clip["events"])


def test_clip_shows_at_each_time_what_the_renderer_draws() -> None:
    number = 340  # somebody walks
    shot = next(iter(shots(night_play(), [number])))
    box = shot.boxes[1]
    assert box is not None
    part = slice(int(box.y), int(box.bottom)), slice(int(box.x), int(box.right))
    with av.open(str(CLIPS / "night.mp4")) as container:
        frames = islice(container.decode(video=0), number - 3, number + 4)
        losses = [
            np.abs(shot.image[part].astype(int) - f.to_ndarray(format="rgb24")[part]).mean() for f in frames
        ]
    assert np.argmin(losses) == 3
    assert losses[3] < MAX_CODING_LOSS


def test_clips_are_small() -> None:
    assert sum((CLIPS / clip["file"]).stat().st_size for clip in TRUTH) < MAX_TOTAL_BYTES


def test_clips_tell_their_recording_time_by_metadata_by_name_and_not_at_all() -> None:
    said = {}
    for clip in TRUTH:
        with av.open(str(CLIPS / clip["file"])) as container:
            said[clip["file"]] = container.metadata.get("creation_time", "")[:19]
    assert said == {"street_20260314_081500.mp4": "", "yard.mp4": "2026-03-14T17:42:00", "night.mp4": ""}


def test_clips_show_all_groups_of_labels() -> None:
    labels = {event["label"] for clip in TRUTH for event in clip["events"]}
    assert labels == {"person", "car", "van", "truck", "bicycle", "dog", "cat"}


def test_same_frame_of_a_play_has_the_same_pixels() -> None:
    first, second = (next(iter(shots(small_play(), [20]))) for _ in range(2))
    assert np.array_equal(first.image, second.image)
    assert first.boxes == second.boxes


def test_frame_does_not_depend_on_the_frames_before() -> None:
    play = small_play()
    alone = next(iter(shots(play, [20])))
    *_, after_others = shots(play, [10, 15, 20])
    assert np.array_equal(alone.image, after_others.image)


def test_other_frames_have_other_noise() -> None:
    one, other = shots(small_play(), [0, 1])
    assert np.abs(one.image.astype(int) - other.image).mean() > 0.5


def test_same_play_gives_the_same_file(tmp_path: Path) -> None:
    play = small_play()
    images = [shot.image for shot in shots(play, range(6))]
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one, two = (save(play, images, tmp_path / name).read_bytes() for name in ("one", "two"))
    assert one == two


def test_box_encloses_exactly_the_pixels_that_the_figure_changes() -> None:
    stage = Stage(small_view())
    car = vehicle_mesh(Vehicle(HATCHBACK, (0.6, 0.02, 0.02)), 0.0).placed(0.5, 3.0, 0.4)
    light, (box,) = stage.frame([car], 1.0, ())
    changed = np.abs(light - stage.shadowed([car], 1.0, ())).max(axis=2) > 1e-6
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    assert box is not None
    drawn = Box(columns[0], rows[0], columns[-1] + 1 - columns[0], rows[-1] + 1 - rows[0])
    assert box.x == pytest.approx(drawn.x, abs=1)
    assert box.right == pytest.approx(drawn.right, abs=1)
    assert box.y == pytest.approx(drawn.y, abs=1)
    assert box.bottom == pytest.approx(drawn.bottom, abs=1)


def test_figure_behind_a_wall_is_boxed_only_where_it_shows() -> None:
    wall = Prop(block((-1, 1.0, 0), (1, 1.2, 1.0), (0.4, 0.4, 0.4)), mottled(2))
    person = person_mesh(Person(height=1.8), Pose(0.0)).placed(0, 2.0, 0)
    whole = Stage(small_view()).frame([person], 1.0, ())[1][0]
    behind = Stage(small_view(wall)).frame([person], 1.0, ())[1][0]
    assert whole is not None
    assert behind is not None
    assert behind.y == pytest.approx(whole.y, abs=1)
    assert behind.height < 0.75 * whole.height


def test_figure_out_of_the_picture_has_no_box() -> None:
    away = person_mesh(Person(), Pose(0.0)).placed(40, 2.0, 0)
    assert Stage(small_view()).frame([away], 1.0, ())[1] == [None]


def test_figure_casts_a_shadow_away_from_the_sun() -> None:
    stage = Stage(small_view())
    person = person_mesh(Person(), Pose(0.0)).placed(0, 2.0, 0)
    lost = stage.shadowed([], 1.0, ()) - stage.shadowed([person], 1.0, ())
    columns = np.average(np.arange(160), weights=lost.sum(axis=(0, 2)))
    assert lost.max() > 0.05
    assert columns < 80


def test_truth_starts_and_ends_with_what_is_seen() -> None:
    play = small_play()
    truth = clip_truth(play, [shot.boxes for shot in shots(play, range(play.frames))])
    person, car = truth["events"]
    assert (person["label"], car["label"]) == ("person", "car")
    assert (person["start_s"], person["end_s"]) == pytest.approx((0.4, 3.2), abs=0.3)
    assert (car["start_s"], car["end_s"]) == pytest.approx((2.0, 3.2), abs=1 / float(RATE))
    assert truth["quiet"] == [[max(person["end_s"], car["end_s"]), 6.4]]


def test_way_eases_stops_and_keeps_its_heading() -> None:
    way = Way(((0.0, 0.0, 0.0), (2.0, 4.0, 0.0), (5.0, 4.0, 0.0), (7.0, 4.0, 4.0)))
    standing, leaving = way.at(3.5), way.at(6.0)
    assert (standing.x, standing.y, standing.speed) == pytest.approx((4.0, 0.0, 0.0), abs=1e-3)
    assert standing.heading == pytest.approx(0.0, abs=0.01)
    assert leaving.heading == pytest.approx(np.pi / 2, abs=0.01)
    assert way.at(7.5).travelled_m == pytest.approx(8.0, abs=0.2)


def test_reversing_car_faces_against_its_way() -> None:
    step = Way(((0.0, 0.0, 0.0), (2.0, 4.0, 0.0)), is_backwards=True).at(1.0)
    assert np.cos(step.heading) == pytest.approx(-1.0, abs=1e-3)


def test_walking_feet_stay_on_the_ground() -> None:
    lowest = [person_mesh(Person(), Pose(phase)).points[:, 2].min() for phase in np.linspace(0, 1, 12)]
    assert np.abs(lowest).max() < 0.03


def test_lamp_is_on_between_its_times() -> None:
    assert [switched(time_s, 1.0, 3.0) for time_s in (0.9, 2.0, 3.1)] == [0.0, 1.0, 0.0]


def test_crops_are_labelled_and_of_many_sizes() -> None:
    crops = list(draw_crops(seed=1, count=12 * SITTING))
    heights = [crop.image.shape[0] for crop in crops]
    assert {crop.label for crop in crops} <= LABELS
    assert len({crop.label for crop in crops}) >= 5
    assert min(heights) < 40
    assert max(heights) > 70


def test_crops_depend_on_their_seed_alone() -> None:
    first, again, other = ([crop.image for crop in draw_crops(seed, 2)] for seed in (3, 3, 4))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], other[0])


def test_crops_of_a_later_sitting_need_no_earlier_one() -> None:
    late = list(draw_crops(seed=3, count=2 * SITTING))[SITTING:]
    assert all(np.array_equal(a.image, b.image) for a, b in zip(late, sitting(3, 1), strict=True))


@pytest.mark.parametrize("label", CAST)
def test_figures_of_every_label_stand_on_the_ground_or_fly(label: str) -> None:
    draw = CAST[label][1]
    for seed in range(3):
        points = draw(np.random.default_rng(seed)).points
        assert np.isfinite(points).all()
        assert points[:, 2].min() > -0.12
        assert 0.1 < np.ptp(points[:, 2]) < 5


@pytest.mark.parametrize(
    "paint", [growth, surface, bars, water, letters, sky], ids=lambda each: each.__name__
)
@pytest.mark.parametrize(("height", "width"), [(8, 8), (9, 90), (84, 20)])
def test_backdrops_and_disturbances_are_light_of_the_size_that_is_asked_for(
    paint: Callable[[np.random.Generator, int, int], Floats], height: int, width: int
) -> None:
    rng = np.random.default_rng(2)
    light = paint(rng, height, width)
    for seen in [light, *(disturbed(rng, light) for _ in range(20))]:
        assert seen.shape == (height, width, 3)
        assert seen.dtype == np.float32
        assert np.isfinite(seen).all()


def test_parked_bicycle_is_the_bicycle_without_its_rider() -> None:
    cyclist = random_cyclist(np.random.default_rng(1))
    parked, ridden = parked_bicycle_mesh(cyclist, 0.0), cyclist_mesh(cyclist, 0.0)
    assert parked.points[:, 2].max() < 1.2 < ridden.points[:, 2].max()


def test_crops_command_fills_class_folders(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "sample_videos.render",
        "crops",
        "--out",
        str(tmp_path),
        "--seed",
        "2",
        "--count",
        "3",
    ]
    subprocess.run(command, check=True, cwd=CLIPS.parent, capture_output=True)
    files = list(tmp_path.glob("*/*.png"))
    assert len(files) == 3
    assert {file.parent.name for file in files} <= LABELS
    assert all(cv2.imread(str(file)) is not None for file in files)
