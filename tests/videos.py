"""Videos made by the tests: a bright square that moves over a textured ground, at known places and times."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from pipeline.values import Box, Image

SAME_EACH_TIME = {"libx264": {"x264-params": "mbtree=0"}}
"""With macroblock trees, x264 writes other bytes in one run of four, even on one thread."""

SQUARE_RGB = (230, 40, 40)
MILLISECONDS = Fraction(1, 1000)
SQUARE_PIXELS = Fraction(1)


@dataclass(frozen=True, slots=True)
class MovingSquare:
    """A red square that moves over still texture; the same for the same settings."""

    width: int = 320
    height: int = 240
    frames: int = 50
    side: int = 40
    start_xy: tuple[float, float] = (20.0, 100.0)
    step_xy: tuple[float, float] = (4.0, 0.0)
    """Pixels from one frame to the next."""
    noise: float = 0.0
    """Standard deviation of the sensor's noise, in grey levels."""
    seed: int = 0

    def box(self, index: int) -> Box:
        """Where the square is in a frame, in whole pixels."""
        x, y = (start + index * step for start, step in zip(self.start_xy, self.step_xy, strict=True))
        return Box(round(x), round(y), self.side, self.side)

    def image(self, index: int) -> Image:
        """One frame: `uint8 (H, W, 3)`, RGB."""
        image = texture(self.width, self.height, self.seed)
        box = self.box(index)
        left, top = max(0, int(box.x)), max(0, int(box.y))
        image[top : max(0, int(box.bottom)), left : max(0, int(box.right))] = SQUARE_RGB
        if not self.noise:
            return image
        grain = np.random.default_rng((self.seed, index)).normal(0, self.noise, image.shape)
        return np.clip(image + grain, 0, 255).astype(np.uint8)

    def images(self) -> Iterable[Image]:
        """All frames, in order."""
        return map(self.image, range(self.frames))


def texture(width: int, height: int, seed: int = 0) -> Image:
    """A still ground of soft patches, `uint8 (H, W, 3)`, RGB, 60…140."""
    coarse = np.random.default_rng(seed).integers(60, 141, (height // 16 + 2, width // 16 + 2, 3), np.uint8)
    return np.ascontiguousarray(coarse.repeat(16, 0).repeat(16, 1)[:height, :width])


def write_video(
    path: Path,
    images: Iterable[Image],
    *,
    fps: int = 25,
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    times_ms: Sequence[int] | None = None,
    pixel_aspect: Fraction = SQUARE_PIXELS,
    rotation: float = 0,
    options: dict[str, str] | None = None,
    muxer: dict[str, str] | None = None,
) -> Path:
    """Encode pictures into a file; its ending chooses the container.

    Args:
        path: Where to.
        images: `uint8 (H, W, 3)`, RGB; all of one size.
        fps: Frames per second, unless `times_ms` tells the time of each.
        codec: Name of the encoder.
        pixel_format: Of the encoded pictures.
        times_ms: Time of each picture, for variable rates and starts other than 0.
        pixel_aspect: Width of a pixel over its height.
        rotation: Degrees, anticlockwise, by which a player shall turn the picture.
        options: Of the encoder.
        muxer: Options of the container's writer.
    """
    with av.open(str(path), "w", options=muxer or {}) as container:
        stream = container.add_stream(
            codec, rate=fps, options=SAME_EACH_TIME.get(codec, {}) | (options or {})
        )
        assert isinstance(stream, av.VideoStream)
        stream.codec_context.thread_count = 1  # with more, x264 writes other bytes on a busy machine
        stream.pix_fmt = pixel_format
        if times_ms is not None:
            stream.codec_context.time_base = MILLISECONDS
        for number, image in enumerate(images):
            if number == 0:
                stream.height, stream.width = image.shape[:2]
                stream.codec_context.sample_aspect_ratio = pixel_aspect
                if rotation:
                    stream.set_display_rotation(rotation)
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts = number if times_ms is None else times_ms[number]
            frame.time_base = Fraction(1, fps) if times_ms is None else MILLISECONDS
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_pictures(folder: Path, images: Iterable[Image], pattern: str = "img_{:04d}.png") -> Path:
    """Write numbered pictures into a new folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, image in enumerate(images):
        av.VideoFrame.from_ndarray(image, format="rgb24").save(folder / pattern.format(number))
    return folder


def write_sound(path: Path, seconds: int = 1) -> Path:
    """Write a file with an audio stream and no video."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        silence = np.zeros((1, 44100 * seconds), np.float32)
        frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="mono")
        frame.sample_rate = 44100
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def noise(size: int, seed: int = 0) -> bytes:
    """Random bytes, the same for the same seed."""
    return np.random.default_rng(seed).bytes(size)


def overwrite(path: Path, at: float, payload: bytes) -> Path:
    """Put `payload` over the bytes of a file from the given share of its length on."""
    content = bytearray(path.read_bytes())
    start = int(len(content) * at)
    content[start : start + len(payload)] = payload[: len(content) - start]
    path.write_bytes(content)
    return path


def insert(path: Path, at: float, payload: bytes) -> Path:
    """Put `payload` between the bytes of a file at the given share of its length."""
    content = path.read_bytes()
    start = int(len(content) * at)
    path.write_bytes(content[:start] + payload + content[start:])
    return path


def cut_off(path: Path, at: float) -> Path:
    """Keep the given share of a file."""
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * at)])
    return path


def matches(image: npt.ArrayLike, expected: npt.ArrayLike, tolerance: float = 6.0) -> bool:
    """True if two pictures of one size differ by less than `tolerance` grey levels on average."""
    ours, theirs = np.asarray(image, float), np.asarray(expected, float)
    return ours.shape == theirs.shape and float(np.abs(ours - theirs).mean()) < tolerance
