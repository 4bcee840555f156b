"""Clips to measure on, made once and kept: 1080p as cameras send it, an hour of a clip, a moment of nothing.

Run as `python -m benchmarks.clips camera|hour|moment OUT [FILE]`: a process of its own, for its memory.
"""

import sys
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.container import InputContainer, OutputContainer
from av.video.stream import VideoStream

SAMPLES = Path(__file__).parents[1] / "sample_videos"
SIZE_WH = (1920, 1080)
FPS = 25
CAMERA_S = 60
NOISE_LEVELS = 3.0
"""Standard deviation of the sensor noise in grey levels: without it, still regions cost nothing to decode."""
BIT_RATE = 3_000_000
"""Bits a second: what cameras of this size commonly send."""
GROUP_FRAMES = 50
"""Frames from key frame to key frame: two seconds, the usual setting of cameras."""
HOUR_S = 3600


def make_camera_clip(out: Path) -> None:
    """Encode a minute of 1080p H.264: the sample videos in turn, enlarged, with the noise of a sensor."""
    noise = (
        np.random.default_rng(0).normal(0, NOISE_LEVELS, (SIZE_WH[1] * 2, SIZE_WH[0] * 2)).astype(np.int16)
    )
    with av.open(str(out), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"preset": "veryfast"})
        stream.width, stream.height = SIZE_WH
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = BIT_RATE
        stream.gop_size = GROUP_FRAMES
        for number, picture in enumerate(islice(_sample_pictures(), CAMERA_S * FPS)):
            frame = av.VideoFrame.from_ndarray(_noisy(picture, noise, number), format="yuv420p")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def make_moment(out: Path) -> None:
    """Encode ten grey pictures: a file that costs nothing but the program's start."""
    with av.open(str(out), "w") as container:
        stream = container.add_stream("libx264", rate=FPS)
        stream.width, stream.height = 320, 240
        stream.pix_fmt = "yuv420p"
        for _ in range(10):
            picture = np.full((360, 320), 128, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="yuv420p")))
        container.mux(stream.encode(None))


def make_hour(out: Path, clip: Path) -> None:
    """Repeat a clip's packets, with increasing timestamps and not encoded again, until they last an hour."""
    with av.open(str(clip)) as container, av.open(str(out), "w") as copy:
        stream = container.streams.video[0]
        target = copy.add_stream_from_template(stream)
        length = _length(container, stream)
        rounds = -(-HOUR_S // float(length * (stream.time_base or 1)))
        for number in range(int(rounds)):
            container.seek(0)
            _repeat(container, stream, copy, target, number * length)


def _repeat(
    container: InputContainer, stream: VideoStream, copy: OutputContainer, target: VideoStream, shift: int
) -> None:
    for packet in container.demux(stream):
        if packet.dts is None or packet.pts is None:  # the empty packet at the end
            continue
        packet.pts += shift
        packet.dts += shift
        packet.stream = target
        copy.mux(packet)


def _length(container: InputContainer, stream: VideoStream) -> int:
    """Time from the first frame to the end of the last, in the stream's time base."""
    spans = [(p.pts, p.duration or 0) for p in container.demux(stream) if p.pts is not None]
    return max(pts + duration for pts, duration in spans) - min(pts for pts, _ in spans)


def _sample_pictures() -> Iterator[npt.NDArray[np.uint8]]:
    """Decode the sample videos again and again, enlarged: `uint8 (H * 3 / 2, W)`, the planes of 4:2:0."""
    paths = sorted(SAMPLES.glob("*.mp4"))
    if not paths:
        raise FileNotFoundError(f"{SAMPLES}: expected sample videos (*.mp4), found none")
    for path in cycle(paths):
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                yield np.asarray(frame.reformat(*SIZE_WH, format="yuv420p").to_ndarray(), np.uint8)


def _noisy(
    picture: npt.NDArray[np.uint8], noise: npt.NDArray[np.int16], number: int
) -> npt.NDArray[np.uint8]:
    """Add a piece of the noise, another for each frame, to the luma plane."""
    width, height = SIZE_WH
    x, y = number * 37 % width, number * 61 % height
    luma = picture[:height] + noise[y : y + height, x : x + width]
    return np.concatenate([luma.clip(16, 235).astype(np.uint8), picture[height:]])


def main() -> None:
    """Make the clip that the arguments name, and put it in place when it is whole."""
    kind, out = sys.argv[1], Path(sys.argv[2])
    unfinished = out.with_name(f"unfinished-{out.name}")
    if kind == "camera":
        make_camera_clip(unfinished)
    elif kind == "hour":
        make_hour(unfinished, Path(sys.argv[3]))
    else:
        make_moment(unfinished)
    unfinished.replace(out)


if __name__ == "__main__":
    main()
