"""What the cameras of the measurements send: real scenes as small streams of cameras are, without a seam."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice
from pathlib import Path
from typing import Final

import av

SAMPLES = Path(__file__).parents[2] / "sample_videos"
FOOTAGE = Path(__file__).parents[3] / "shared" / "data" / "footage"
"""Where real footage lies beside a checkout; it is not part of the repository."""

SCENES: Final = (
    "dvrscan_traffic_camera.mp4", "intel_one_by_one_person.mp4", "nest_atv.mp4", "nest_bicycle.mp4",
    "nest_walkers.mp4", "night_driveway_person.mp4", "pixabay_liverpool_promenade.mp4",
    "street_vehicle_counting.mp4",
)  # fmt: skip
"""From a busy promenade to a driveway at night where little happens."""

ENCODING: Final = {
    "libx264": {"preset": "veryfast", "bf": "0", "sc_threshold": "0"},
    "libx265": {"preset": "ultrafast", "x265-params": "bframes=0:scenecut=0:log-level=none"},
}
"""As cameras encode: in one pass, no picture resting on a later one."""


@dataclass(frozen=True, slots=True)
class CameraClip:
    """How a scene is sent."""

    size_wh: tuple[int, int] = (640, 360)
    fps: int = 10
    seconds: int = 30
    """Of the scene; the clip goes through it forth and back, so that nothing jumps where it begins anew."""
    bit_rate: int = 400_000
    """Bits a second: what cameras commonly send of this size and rate."""
    group_s: int = 2
    """From key frame to key frame, as most cameras are set."""
    codec: str = "libx264"

    def make(self, scene: Path, out: Path) -> None:
        """Encode a scene, at an even rate."""
        unfinished = out.with_name(f"unfinished-{out.name}")
        pictures = list(islice(self._pictures(scene), self.seconds * self.fps))
        with av.open(str(unfinished), "w") as container:
            stream = container.add_stream(self.codec, rate=self.fps, options=ENCODING[self.codec])
            assert isinstance(stream, av.VideoStream)
            stream.width, stream.height = self.size_wh
            stream.pix_fmt = "yuv420p"
            stream.bit_rate, stream.gop_size = self.bit_rate, self.group_s * self.fps
            for number, picture in enumerate(chain(pictures, reversed(pictures))):
                picture.pts, picture.time_base = number, Fraction(1, self.fps)
                container.mux(stream.encode(picture))
            container.mux(stream.encode(None))
        unfinished.replace(out)

    def _pictures(self, scene: Path) -> Iterator[av.VideoFrame]:
        """Decode a scene at the clip's size and rate."""
        due_s = 0.0
        with av.open(str(scene)) as container:
            for frame in container.decode(video=0):
                if frame.time is not None and frame.time >= due_s:
                    due_s += 1 / self.fps
                    yield frame.reformat(*self.size_wh, format="yuv420p")


def camera_clips(cache: Path, clip: CameraClip | None = None, count: int | None = None) -> Sequence[Path]:
    """Make a clip of each scene, or of the first few, unless it lies in the cache.

    Where there is no footage, the scenes are those of the sample videos.
    """
    clip = clip or CameraClip()
    cache.mkdir(parents=True, exist_ok=True)
    scenes = [FOOTAGE / name for name in SCENES if (FOOTAGE / name).exists()] or sorted(SAMPLES.glob("*.mp4"))
    made = []
    for scene in scenes[:count]:
        width, height = clip.size_wh
        kind = f"{clip.codec}-{width}x{height}-{clip.fps}-{clip.bit_rate}"
        out = cache / f"camera-{scene.stem}-{kind}.mp4"
        if not out.exists():
            clip.make(scene, out)
        made.append(out)
    return made
