"""Times a loop within a program, without the program's start, and prints what it took."""

import json
import time
from collections.abc import Callable


def print_timed(loop: Callable[[], int]) -> None:
    """Run a loop that answers how many frames it went through; print frames, wall and CPU seconds as JSON."""
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    frames = loop()
    took = {"seconds": time.perf_counter() - wall_s, "cpu_seconds": time.process_time() - cpu_s}
    print(json.dumps({"frames": frames, **took}))
