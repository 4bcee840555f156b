"""Debian's `motion`, which many use for the same job, on the same streams."""

import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.live.usage import Usage
from tests.rtsp_server import Login

MOTION: Final = Path("/usr/bin/motion")

GENERAL: Final = """\
daemon off
log_level 4
target_dir {folder}
picture_output off
movie_output off
webcontrol_port 0
stream_port 0
camera_dir {folder}/cameras
"""
"""It looks for motion and writes nothing: no pictures, no films, no pages."""

CAMERA: Final = """\
camera_name {name}
netcam_url {url}
netcam_userpass {user}:{password}
netcam_params rtsp_transport=tcp
width {width}
height {height}
framerate {fps}
"""


@contextmanager
def running_motion(
    folder: Path, urls: Mapping[str, str], login: Login, size_wh: tuple[int, int], fps: int
) -> Iterator[int]:
    """Have motion watch streams; gives its process number."""
    cameras = folder / "cameras"
    cameras.mkdir(parents=True)
    (folder / "motion.conf").write_text(GENERAL.format(folder=folder))
    for name, url in urls.items():
        text = CAMERA.format(
            name=name, url=url, user=login.user, password=login.password, width=size_wh[0],
            height=size_wh[1], fps=fps,
        )  # fmt: skip
        (cameras / f"{name}.conf").write_text(text)
    with (folder / "motion.log").open("wb") as log:
        command = [str(MOTION), "-n", "-c", str(folder / "motion.conf")]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def cpu_seconds(pid: int, warm_up_s: float, seconds: float) -> float:
    """CPU seconds that a process takes in a stretch of time, after it had time to settle."""
    time.sleep(warm_up_s)
    before = Usage.of(pid)
    time.sleep(seconds)
    return Usage.of(pid).cpu_s - before.cpu_s
