"""Draw the sample clips, or labelled crops to train on: `python -m sample_videos.render --help`."""

import argparse
from collections import Counter
from pathlib import Path

import cv2

from sample_videos.crops import draw_crops


def main() -> None:
    """Read the arguments and draw."""
    parser = argparse.ArgumentParser(prog="python -m sample_videos.render", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    crops = commands.add_parser("crops", help="labelled crops, DIR/<label>/<name>.png")
    crops.add_argument("--out", type=Path, required=True, metavar="DIR")
    crops.add_argument("--seed", type=int, default=0, metavar="N")
    crops.add_argument("--count", type=int, default=1000, metavar="N")
    arguments = parser.parse_args()
    save_crops(arguments.out, arguments.seed, arguments.count)


def save_crops(out: Path, seed: int, count: int) -> None:
    """Draw crops and save each as `<label>/<seed>_<number>.png` in a folder."""
    saved: Counter[str] = Counter()
    for index, crop in enumerate(draw_crops(seed, count)):
        folder = out / crop.label
        folder.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / f"{seed:05d}_{index:06d}.png"), cv2.cvtColor(crop.image, cv2.COLOR_RGB2BGR))
        saved[crop.label] += 1
    print(", ".join(f"{label} {number}" for label, number in sorted(saved.items())))


if __name__ == "__main__":
    main()
