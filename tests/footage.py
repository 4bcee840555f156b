"""Footage made by the tests to cut clips from: with key frames, pictures out of order, and sound."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from tests.videos import MovingSquare

SOUND_HZ = 8000
"""What cameras send as G.711."""


@dataclass(frozen=True, slots=True)
class Footage:
    """A moving square."""

    codec: str = "libx264"
    sound: str | None = None
    fps: int = 10
    seconds: int = 10
    width: int = 160
    b_frames: int = 2
    key_every_s: int = 1

    def write(self, path: Path) -> Path:
        """Encode it into a file; its ending chooses the container."""
        square = MovingSquare(self.width, 120, self.fps * self.seconds, side=24, step_xy=(1.0, 0.0), noise=2)
        options = {"g": str(self.fps * self.key_every_s), "bf": str(self.b_frames), "sc_threshold": "0"}
        if self.codec == "libx265":
            options["x265-params"] = f"keyint={self.fps}:bframes={self.b_frames}:log-level=none:open-gop=0"
        if self.codec == "mjpeg":
            options = {}
        with av.open(str(path), "w") as container:
            stream = container.add_stream(self.codec, rate=self.fps, options=options)
            assert isinstance(stream, av.VideoStream)
            stream.width, stream.height = self.width, 120
            stream.pix_fmt = "yuvj420p" if self.codec == "mjpeg" else "yuv420p"
            sound = container.add_stream(self.sound, rate=SOUND_HZ) if self.sound else None
            assert sound is None or isinstance(sound, av.AudioStream)
            if sound:
                sound.layout = "mono"
            for number, image in enumerate(square.images()):
                frame = av.VideoFrame.from_ndarray(image, format="rgb24")
                frame.pts, frame.time_base = number, Fraction(1, self.fps)
                container.mux(stream.encode(frame))
                if sound:
                    container.mux(sound.encode(self._tone(number)))
            for ending in (stream, sound):
                if ending:
                    container.mux(ending.encode(None))
        return path

    def _tone(self, number: int) -> av.AudioFrame:
        samples = SOUND_HZ // self.fps
        at = np.arange(number * samples, (number + 1) * samples)
        tone = (8000 * np.sin(at * at / SOUND_HZ)).astype(
            np.int16
        )  # it rises, so that no two packets are alike
        frame = av.AudioFrame.from_ndarray(tone[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_HZ, number * samples, Fraction(1, SOUND_HZ)
        return frame


@dataclass(frozen=True, slots=True)
class Piece:
    """A packet of a file as it stands there."""

    content: bytes
    time_s: float | None
    """Of showing."""
    is_key: bool


def pieces(path: Path, kind: str = "video") -> list[Piece]:
    """All packets of a file's best stream of a kind, in the order of decoding."""
    found = []
    with av.open(str(path)) as container:
        stream = container.streams.best("video" if kind == "video" else "audio")
        for packet in container.demux(stream) if stream else ():
            if packet.size:
                time_s = None if packet.pts is None else float(packet.pts * packet.time_base)
                found.append(Piece(bytes(packet), time_s, packet.is_keyframe))
    return found


def place_of(part: list[bytes], whole: list[bytes]) -> int | None:
    """Where a row of packets stands within another; None if it does not."""
    starts = range(len(whole) - len(part) + 1)
    return next((start for start in starts if whole[start : start + len(part)] == part), None)
