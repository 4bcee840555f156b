"""Draw the exemplars that keep a taught classifier from forgetting: `python -m sample_videos.exemplars`."""

import zipfile
from collections import Counter
from pathlib import Path

import cv2
import numpy as np

from pipeline.values import Image
from sample_videos.crops import sitting
from sample_videos.figures.cast import CAST

EXEMPLARS = Path(__file__).parent.parent / "model" / "weights" / "exemplars.zip"
SEED = 7_000
"""Far from the seeds whose crops are trained on."""
OF_EACH_LABEL = 40
OF_EACH_SITTING = 4
"""Crops of one sitting show one place, of which a few are enough."""
LONGEST_SIDE_PX = 64
"""No network looks closer (`model.training.crops.sources.MAX_SIDE`)."""
QUALITY = 85
"""Of WebP, of 100: half a megabyte in all."""


def main() -> None:
    """Draw crops until there are enough of each label, and write them as `<label>/<number>.webp`."""
    counts = Counter(dict.fromkeys((*CAST, "background"), 0))
    with zipfile.ZipFile(EXEMPLARS, "w") as archive:
        number = 0
        while min(counts.values()) < OF_EACH_LABEL:
            for crop in sitting(SEED, number)[:OF_EACH_SITTING]:
                if counts[crop.label] < OF_EACH_LABEL:
                    # A fixed date makes the same crops the same bytes.
                    name = f"{crop.label}/{counts[crop.label]:03}.webp"
                    archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), _webp(crop.image))
                    counts[crop.label] += 1
            number += 1
    print(f"{EXEMPLARS}: {counts.total()} crops, {EXEMPLARS.stat().st_size / 1e6:.2f} MB")


def _webp(image: Image) -> bytes:
    factor = min(1.0, LONGEST_SIDE_PX / max(image.shape[:2]))
    size_wh = max(1, round(image.shape[1] * factor)), max(1, round(image.shape[0] * factor))
    small = np.asarray(cv2.resize(image, size_wh, interpolation=cv2.INTER_AREA), np.uint8)
    bgr = cv2.cvtColor(small, cv2.COLOR_RGB2BGR)
    return cv2.imencode(".webp", bgr, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])[1].tobytes()


if __name__ == "__main__":
    main()
