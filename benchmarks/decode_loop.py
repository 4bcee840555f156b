"""Decodes a file by one thread and drops the frames: the least that any scan must do.

Run as `python -m benchmarks.decode_loop FILE`.
"""

import sys

import av

from benchmarks.stopwatch import print_timed


def decode(path: str) -> int:
    """Decode all frames; answer how many."""
    with av.open(path) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        return sum(1 for _ in container.decode(stream))


if __name__ == "__main__":
    print_timed(lambda: decode(sys.argv[1]))
