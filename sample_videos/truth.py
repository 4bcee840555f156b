"""What there is to be seen in a clip, in the form that `vedette evaluate` reads."""

from collections.abc import Sequence
from typing import Any

from pipeline.values import Box
from sample_videos.plays.play import RATE, Play

MIN_HEIGHT_PX = 12
MIN_AREA_PX = 200
"""Of less than this of an actor nothing can be said: it counts from when more is in the picture."""
MIN_QUIET_S = 2.0


def clip_truth(play: Play, boxes: Sequence[tuple[Box | None, ...]]) -> dict[str, Any]:
    """The truth of one clip.

    Args:
        play: What was filmed.
        boxes: The actors' boxes, frame by frame.
    """
    camera = play.view.camera
    events = [_event(play, number, [frame[number] for frame in boxes]) for number in range(len(play.actors))]
    return {
        "file": play.file, "width": camera.width, "height": camera.height, "fps": float(RATE),
        "frames": len(boxes), "duration_s": float(len(boxes) / RATE), "scene": play.scene, "camera": "static",
        "events": sorted(events, key=lambda event: float(event["start_s"])),
        "quiet": _quiet(events, float(len(boxes) / RATE)), "events_are": "one object each",
    }  # fmt: skip


def _event(play: Play, number: int, boxes: Sequence[Box | None]) -> dict[str, Any]:
    actor = play.actors[number]
    seen = [frame for frame, box in enumerate(boxes) if box and _is_large(box)]
    start_s, end_s = float(seen[0] / RATE), float((seen[-1] + 1) / RATE)
    return {"label": actor.label, "start_s": round(start_s, 2), "end_s": round(end_s, 2), "note": actor.note}


def _is_large(box: Box) -> bool:
    return box.height >= MIN_HEIGHT_PX and box.area >= MIN_AREA_PX


def _quiet(events: Sequence[dict[str, Any]], duration_s: float) -> list[list[float]]:
    """Stretches without an event, long enough to be told."""
    free, quiet = 0.0, []
    for start_s, end_s in [
        *sorted((event["start_s"], event["end_s"]) for event in events),
        (duration_s, duration_s),
    ]:
        if start_s - free >= MIN_QUIET_S:
            quiet.append([round(free, 2), round(start_s, 2)])
        free = max(free, end_s)
    return quiet
