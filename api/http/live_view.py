"""Live pictures of a camera, with what was found in them, as a stream that browsers show as a picture."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Final

import cv2
import numpy as np

from api.http.problem import Refusal
from api.live.seen import Seen
from api.live.service import Service
from api.scan.jpeg import encode_jpeg
from pipeline.values import HIDDEN_LABELS, Image, Track

BOUNDARY: Final = "vedette-picture"
MEDIA_TYPE: Final = f"multipart/x-mixed-replace; boundary={BOUNDARY}"

LOOK_S: Final = 0.1
"""How often is looked for a new picture: as often as they are analysed."""

QUIET_S: Final = 5.0
"""Without a new picture the last one is sent again after so long: who hung up is noticed by it."""

LONG_SIDE: Final = 960
"""Pixels of a picture's longer side: 60 kB each, which a home network bears for several who look on."""

MOST_VIEWERS: Final = 16
"""At once: each costs 5 ms of a core a picture."""

VISIBLE: Final = (80, 220, 100)
CARRIED: Final = (240, 180, 60)
"""RGB: what the picture shows, and what is carried on by prediction or stands."""


class LiveView:
    """Streams pictures to who looks on; counts them."""

    def __init__(self) -> None:
        self._viewers = 0

    def pictures(self, service: Service, camera: str, *, with_boxes: bool) -> AsyncIterator[bytes]:
        """Give the parts of a stream, until the camera is watched no more.

        Raises:
            Refusal: Too many look on.
        """
        if self._viewers >= MOST_VIEWERS:
            raise Refusal(
                429,
                f"live: expected at most {MOST_VIEWERS} who look on, received more",
                {"Retry-After": "30"},
            )
        return self._stream(lambda: service.seen(camera), with_boxes=with_boxes)

    async def _stream(self, look: Callable[[], Seen | None], *, with_boxes: bool) -> AsyncIterator[bytes]:
        self._viewers += 1
        try:
            sent, quiet_s = None, 0.0
            while seen := look():
                if seen is not sent or quiet_s >= QUIET_S:
                    sent, quiet_s = seen, 0.0
                    yield _part(await asyncio.to_thread(jpeg_of, seen, with_boxes=with_boxes))
                await asyncio.sleep(LOOK_S)
                quiet_s += LOOK_S
        finally:
            self._viewers -= 1


def jpeg_of(seen: Seen, *, with_boxes: bool) -> bytes:
    """What a camera shows, compressed; with a box and a label around each thing that moves."""
    image = seen.picture.rgb(max_side=LONG_SIDE)
    return encode_jpeg(drawn(image, seen) if with_boxes else image)


def drawn(image: Image, seen: Seen) -> Image:
    """The picture with the boxes of its tracks, what is of no interest left out: `uint8 (H, W, 3)`, RGB."""
    canvas = np.ascontiguousarray(image).copy()
    factor = image.shape[1] / seen.picture.width
    for track in seen.observation.tracks:
        if track.classification and track.classification.label not in HIDDEN_LABELS:
            _draw(canvas, track, factor)
    return canvas


def _draw(canvas: Image, track: Track, factor: float) -> None:
    assert track.classification is not None
    box, colour = track.box.scaled(factor, factor), VISIBLE if track.is_visible else CARRIED
    corners = (round(box.x), round(box.y)), (round(box.right), round(box.bottom))
    cv2.rectangle(canvas, *corners, colour, 2)
    text = f"{track.classification.label} {track.classification.score:.0%}"
    place = (corners[0][0], max(12, corners[0][1] - 5))
    for ink, width in (((0, 0, 0), 3), (colour, 1)):  # dark around light: legible on any ground
        cv2.putText(canvas, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.45, ink, width, cv2.LINE_AA)


def _part(jpeg: bytes) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
    return head.encode("ascii") + jpeg + b"\r\n"
