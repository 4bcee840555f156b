"""The service killed at random moments while it records: what of clips and history is left?

Run as `python -m benchmarks.live.kills [--times N]`.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import av
from rich.console import Console

from benchmarks.bar import Bar, bar_table, bars_json
from benchmarks.live.camera_clip import CameraClip, camera_clips
from benchmarks.live.feeds import LOGIN, feeds
from benchmarks.live.service import Service
from benchmarks.measured_run import RunFailed
from pipeline.recording.clip import sha256_of
from pipeline.recording.clip_file import PARTIAL
from pipeline.recording.naming import FOLDER
from tests.rtsp_server import rtsp_server

RULE: Final[Mapping[str, Any]] = {
    "name": "anything",
    "when": {"label": ["person", "vehicle", "two-wheeler", "animal"]},
    "cooldown": "1s",
    "do": ["alert", {"record": {"before": "1s", "after": "2s"}}],
}
"""Fires all the time, for short clips: at most moments one is open, and several are done."""

FPS: Final = CameraClip().fps

LIVES_S: Final = (5.0, 45.0)
"""Between so many seconds from its start the service is killed: before a scene is learnt, and long after."""


@dataclass(slots=True)
class Kills:
    """What was found after each kill."""

    times: int = 0
    clips: int = 0
    """Finished ones on record at the end."""
    damaged: list[str] = field(default_factory=list)
    """Finished clips that are absent, altered or cannot be played to their end."""
    broken: list[str] = field(default_factory=list)
    """What SQLite said of histories that were not whole."""
    lost_s: list[float] = field(default_factory=list)
    """Of each clip that was open: from its last playable picture to the kill."""
    opened: frozenset[Path] = frozenset()
    """Clips that were open at the last kill: if the next comes before they are mended, they lose no more."""
    lasting: list[str] = field(default_factory=list)
    """Events and outages said to last, and clips that nobody knows, after a clean stop at the end."""

    @property
    def bars(self) -> list[Bar]:
        """Hold it against what is asked; a fragment is a second, and key frames are 2 s apart."""
        return [
            Bar("kills", self.times, "≥", 50),
            Bar("finished clips that cannot be played", len(self.damaged), "=", 0),
            Bar("histories that were not whole", len(self.broken), "=", 0),
            Bar("most that an open clip lost, seconds", max(self.lost_s, default=None), "≤", 4),
            Bar("events, outages and clips left open", len(self.lasting), "=", 0),
        ]


def run_kills(folder: Path, cache: Path, times: int, cameras: int, seed: int) -> Kills:
    """Start the service on the same history again and again, and kill it each time.

    Raises:
        RunFailed: The service ended by itself.
    """
    chance, kills = random.Random(seed), Kills()  # noqa: S311 - the same moments in each run
    wanted = feeds(camera_clips(cache), cameras)
    with rtsp_server(folder, *wanted, login=LOGIN) as server:
        place = f"rtsp://${{CAM_USER}}:${{CAM_PASSWORD}}@127.0.0.1:{server.port}"
        service = Service(folder, {feed.path: f"{place}/{feed.path}" for feed in wanted}, [RULE])
        for _ in range(times):
            _live(service, chance.uniform(*LIVES_S))
            service.kill()
            _examine(service, kills, time.time())
        service.start()
        service.wait_until_watched()
        service.stop()
    kills.lasting = _left_open(service)
    return kills


def _live(service: Service, seconds: float) -> None:
    service.start()
    time.sleep(seconds)
    if not service.is_alive:
        raise RunFailed(f"vedette watch: ended by itself; see {service.log}")


def _examine(service: Service, kills: Kills, killed_s: float) -> None:
    """Look at all that is on disk."""
    kills.times += 1
    if not service.db.exists():
        return
    folder = service.db.parent
    with closing(service.reader()) as connection:
        said = connection.execute("pragma integrity_check").fetchall()
        if said != [("ok",)] or connection.execute("pragma foreign_key_check").fetchall():
            kills.broken.append(f"kill {kills.times}: {said}")
        rows = connection.execute("select path, sha256 from recordings").fetchall()
    kills.clips = len(rows)
    for path, digest in rows:
        if (reason := _damage(folder / path, digest)) is not None:
            kills.damaged.append(f"kill {kills.times}: {path}: {reason}")
    opened = frozenset((folder / FOLDER).rglob(f"*{PARTIAL}"))
    kills.lost_s.extend(killed_s - _playable_until_s(partial) for partial in opened - kills.opened)
    kills.opened = opened
    lost = f"open clips lost {', '.join(f'{lost_s:.1f}' for lost_s in kills.lost_s[-3:])} s"
    print(f"kill {kills.times}: {len(rows)} clips, {lost}", file=sys.stderr, flush=True)


def _damage(path: Path, digest: str) -> str | None:
    """Why a finished clip is not what it was; None if it is."""
    if not path.exists():
        return "absent"
    if sha256_of(path) != digest:
        return "altered"
    return None if _seconds(path) else "cannot be played"


def _playable_until_s(partial: Path) -> float:
    """Until when a clip that was open shows pictures: seconds since 1970; its name tells when it begins."""
    begun = datetime.strptime(partial.name[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return begun.timestamp() + _seconds(partial)


def _seconds(path: Path) -> float:
    """How long a clip can be played without an error; 0 if not at all."""
    shown_s = 0.0
    with suppress(av.FFmpegError), av.open(str(path)) as container:
        for frame in container.decode(video=0):
            shown_s = (frame.time or 0.0) + 1 / FPS
    return shown_s


def _left_open(service: Service) -> list[str]:
    """Find what is said to last although nobody watches, and files that no row names."""
    with closing(service.reader()) as connection:
        events = [f"event {row[0]}" for row in connection.execute("select event_id from lasting_events")]
        outages = [
            f"outage of {row[0]}"
            for row in connection.execute("select camera from outages where end_utc_us is null")
        ]
        named = {service.db.parent / path for (path,) in connection.execute("select path from recordings")}
    files = {path for path in (service.db.parent / FOLDER).rglob("*") if path.is_file()}
    return [*events, *outages, *(f"clip {path}" for path in sorted(files ^ named))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; answer the exit status: 1 if the service ended by itself."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "vedette-benchmarks"
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live.kills", description=__doc__)
    parser.add_argument("--times", type=int, default=50, help="how often the service is killed")
    parser.add_argument("--cameras", type=int, default=3, help="how many cameras are watched")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    parser.add_argument("--cache", type=Path, default=cache, help="folder for made clips")
    parser.add_argument("--json", action="store_true", help="print the bars as JSON")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            kills = run_kills(Path(scratch), options.cache, options.times, options.cameras, options.seed)
    except RunFailed as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps({"bars": bars_json(kills.bars), "clips": kills.clips, "damaged": kills.damaged}))
    else:
        Console().print(*kills.damaged, *kills.broken, *kills.lasting, bar_table(kills.bars), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
