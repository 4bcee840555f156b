"""The cameras of a measurement: many feeds of a few clips, each at another moment of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.rtsp_server import Feed, Login

LOGIN: Final = Login()
STEP_S: Final = 7.3
"""From one feed of a clip to the next: no two show the same at a time, nor send their key frames together."""


def feeds(clips: Sequence[Path], count: int) -> list[Feed]:
    """Line up `count` cameras."""
    rounds = ((number, clips[number % len(clips)], number // len(clips)) for number in range(count))
    return [Feed(f"camera{number:02}", clip, starts_s=turn * STEP_S) for number, clip, turn in rounds]
