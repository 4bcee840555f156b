"""The exemplars that come with vedette: drawn, small, and of each label that can be drawn."""

from collections import Counter

from model.classifier import default_weights
from model.metadata import parse_metadata
from model.training.crops.sources import MAX_SIDE, read_crops
from sample_videos.exemplars import EXEMPLARS, OF_EACH_LABEL


def test_exemplars_are_as_many_of_each_label_and_small() -> None:
    crops = list(read_crops(EXEMPLARS))
    counts = Counter(crop.label for crop in crops)
    assert set(counts.values()) == {OF_EACH_LABEL}
    assert max(max(crop.image.shape[:2]) for crop in crops) <= MAX_SIDE
    assert EXEMPLARS.stat().st_size < 1e6


def test_exemplars_show_what_the_shipped_model_knows() -> None:
    labels = {crop.label for crop in read_crops(EXEMPLARS)}
    known = set(parse_metadata(default_weights().read_bytes()).labels)
    assert labels <= known
    assert known - labels <= {"train"}  # trains are not drawn
