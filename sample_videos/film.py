"""Filming a play: its frames, its file and its truth."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream

from pipeline.values import Box, Image
from sample_videos.optics.stage import Stage
from sample_videos.plays.play import RATE, Play

KEY_FRAMES_S = 2
"""Between key frames: what cameras are usually set to."""
QUALITY = 28
"""The encoder's constant rate factor: crisp bricks, leaves and limbs, and three clips under 3 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One frame and where the actors are in it."""

    image: Image
    boxes: tuple[Box | None, ...]
    """In the order of the play's actors; None for one who is out of sight."""


def shots(play: Play, numbers: Iterable[int]) -> Iterator[Shot]:
    """Film the given frames of a play; each depends on nothing but the play and its number."""
    stage = Stage(play.view)
    return (_shot(play, stage, number) for number in numbers)


def _shot(play: Play, stage: Stage, number: int) -> Shot:
    time_s = float(number / RATE)
    hour = play.hour(time_s)
    meshes = [actor.mesh(time_s) for actor in play.actors]
    present = [mesh for mesh in meshes if mesh is not None]
    leaves = [foliage.swayed(time_s, play.wind) for foliage in play.foliage]
    light, boxes = stage.frame([*present, *leaves], hour.daylight, hour.lamps)
    sensor = replace(play.sensor, is_grey=hour.is_grey)
    image = sensor.develop(light, hour.exposure, np.random.default_rng([play.seed, number]), play.seed)
    found = iter(boxes)
    return Shot(image, tuple(None if mesh is None else next(found) for mesh in meshes))


def save(play: Play, images: Iterable[Image], folder: Path) -> Path:
    """Encode a play's frames as H.264 in MP4, on one thread, so that the same frames give the same file."""
    path = folder / play.file
    with av.open(path, "w", options={"movflags": "+faststart", "fflags": "+bitexact"}) as container:
        if play.recorded:
            container.metadata["creation_time"] = play.recorded.isoformat().replace("+00:00", "Z")
        stream = _stream(container, play)
        for number, image in enumerate(images):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = number, 1 / RATE
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _stream(container: OutputContainer, play: Play) -> VideoStream:
    every = int(KEY_FRAMES_S * RATE)
    # Without mbtree: on a still scene it would spend four fifths of the file on the key frames.
    settings = f"threads=1:keyint={every}:min-keyint={every}:scenecut=0:mbtree=0"
    options = {"crf": str(QUALITY), "preset": "slower", "x264-params": settings}
    stream = container.add_stream("libx264", rate=RATE, options=options)
    stream.width, stream.height = play.view.camera.width, play.view.camera.height
    stream.pix_fmt, stream.time_base = "yuv420p", Fraction(1, 1) / RATE
    return stream
