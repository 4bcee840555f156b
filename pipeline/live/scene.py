"""One unbroken analysis of a camera: whose steps belong together."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known of a camera's picture when its analysis begins.

    A new one begins with each connection after an outage that ended the events, and when the size of the
    picture changes. Ids of events never repeat, whatever the scene.
    """

    camera: str
    source: str
    """URL of the analysed stream, without credentials."""
    fingerprint: str
    """Of the watch: one from the camera's start to its end or to a change of size; clips bear the same."""
    number: int
    """Of the analysis within the watch, from 0."""
    width: int
    """Of the upright picture, in pixels: boxes and paths refer to it."""
    height: int
    since_us: int
    """UTC: time of the first picture that is looked at."""

    def event_id(self, track: int) -> str:
        """Name the event of a track: in no other scene, run or camera there is the same.

        Returns:
            20 hexadecimal digits, as events of files have.
        """
        text = "\0".join((self.fingerprint, self.camera, str(self.number), str(track)))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:20]
