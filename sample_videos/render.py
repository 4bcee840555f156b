"""Draw the sample clips with their truth, or labelled crops to train on: see `--help`."""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any

import cv2

from pipeline.values import Box, Image
from sample_videos.crops import SITTING, sitting
from sample_videos.film import save, shots
from sample_videos.plays.night import night_play
from sample_videos.plays.play import Play
from sample_videos.plays.street import street_play
from sample_videos.plays.yard import yard_play
from sample_videos.truth import clip_truth

PLAYS: tuple[Callable[[], Play], ...] = (street_play, yard_play, night_play)


def main() -> None:
    """Read the arguments and draw."""
    parser = argparse.ArgumentParser(prog="python -m sample_videos.render", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    clips = commands.add_parser("clips", help="all sample clips and their truth.json")
    clips.add_argument("--out", type=Path, default=Path(__file__).parent, metavar="DIR")
    crops = commands.add_parser("crops", help="labelled crops, DIR/<label>/<name>.png")
    crops.add_argument("--out", type=Path, required=True, metavar="DIR")
    crops.add_argument("--seed", type=int, default=0, metavar="N")
    crops.add_argument("--count", type=int, default=1000, metavar="N")
    arguments = parser.parse_args()
    if arguments.command == "clips":
        save_clips(arguments.out)
    else:
        save_crops(arguments.out, arguments.seed, arguments.count)


def save_clips(out: Path) -> None:
    """Film all plays into a folder and write what is to be seen in them beside."""
    out.mkdir(parents=True, exist_ok=True)
    truth = {"clips": [save_clip(play(), out) for play in PLAYS]}
    (out / "truth.json").write_text(json.dumps(truth, indent=1) + "\n", encoding="utf-8")


def save_clip(play: Play, out: Path) -> dict[str, Any]:
    """Film one play into a folder and return its truth."""
    boxes: list[tuple[Box | None, ...]] = []

    def images() -> Iterator[Image]:
        for shot in shots(play, range(play.frames)):
            boxes.append(shot.boxes)
            yield shot.image

    path = save(play, images(), out)
    print(f"{path}: {play.frames} frames, {path.stat().st_size / 1e6:.2f} MB")
    return clip_truth(play, boxes)


def save_crops(out: Path, seed: int, count: int) -> None:
    """Draw crops and save each as `<label>/<seed>_<number>.png` in a folder, one process a core."""
    saved: Counter[str] = Counter()
    sittings = range((count + SITTING - 1) // SITTING)
    with ProcessPoolExecutor() as workers:
        drawn = workers.map(sitting, repeat(seed), sittings, chunksize=4)
        for index, crop in enumerate(islice(chain.from_iterable(drawn), count)):
            folder = out / crop.label
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{seed:05d}_{index:06d}.png"
            cv2.imwrite(str(path), cv2.cvtColor(crop.image, cv2.COLOR_RGB2BGR))
            saved[crop.label] += 1
    print(", ".join(f"{label} {number}" for label, number in sorted(saved.items())))


if __name__ == "__main__":
    main()
