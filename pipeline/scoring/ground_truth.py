"""Frame-exact truth of a clip, in whichever form there is one."""

from pathlib import Path

from pipeline.errors import TruthInvalid
from pipeline.scoring.box_frames import BoxFrames, read_boxes
from pipeline.scoring.masks import MaskTruth
from pipeline.scoring.truth import Kind, TruthClip

GroundTruth = BoxFrames | MaskTruth | None
"""Boxes, masks, or neither in a form that is scored."""


def read_ground_truth(clip: TruthClip, folder: Path) -> GroundTruth:
    """Open the frame-exact truth of a clip, cut to the frames it speaks of.

    Args:
        clip: The truth of the clip.
        folder: The truth file's.

    Raises:
        TruthInvalid: The clip names truth that is not there, or not of the kind it says.
    """
    if clip.ground_truth is None or clip.ground_truth_kind is Kind.OTHER:
        return None
    path = folder / clip.ground_truth
    if clip.ground_truth_kind is Kind.MASKS:
        return MaskTruth(path, clip.covers_frame)
    frames = {number: boxes for number, boxes in read_boxes(path).items() if clip.covers_frame(number)}
    if not frames:
        raise TruthInvalid(f"{path}: expected boxes of the scored frames of {clip.file}, received none")
    return frames
