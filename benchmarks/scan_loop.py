"""Finds the events of a file by the product's defaults, decoding by one thread, and drops them.

Run as `python -m benchmarks.scan_loop FILE`.
"""

import sys
from pathlib import Path

from benchmarks.stopwatch import print_timed
from model.classifier import Classifier, default_weights
from pipeline.analyse import Analysis, AnalysisSettings, Subject
from pipeline.media.video import VideoFile


def scan(path: Path) -> int:
    """Analyse all frames; answer how many there were."""
    source = VideoFile(path, decoder_threads=1)
    subject = Subject(camera=path.stem, source=str(path), recorded_us=None, event_id=str)
    for _ in Analysis(subject, Classifier(default_weights()), AnalysisSettings()).run(source):
        pass
    return source.report.frames


if __name__ == "__main__":
    print_timed(lambda: scan(Path(sys.argv[1])))
