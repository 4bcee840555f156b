"""Choosing the moments at which a track shows itself best, and cutting its crops there."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.media.picture import Picture
from pipeline.values import Box, Image, Track


@dataclass(frozen=True, slots=True)
class PortraitSettings:
    """When to look, and how much around the object to show."""

    first_every_s: float = 0.25
    """Shortest time between two crops of a track: nearer ones show the same pose."""
    slower: float = 1.12
    """The time between crops grows by this factor with each, so that a long track costs little more than a
    short."""
    most_every_s: float = 5.0
    """Longest time between two crops of a track."""
    least_side_px: float = 18.0
    """A box whose longer side is below this (source pixels) tells nothing: the classifier's accuracy on crops
    of fewer pixels is that of guessing."""
    margin: float = 0.05
    """Scene shown around the box, as a share of its width left and right and of its height above and below.
    The classifier was taught on tight boxes that tremble by 12 %."""
    crop_side_px: int = 160
    """Crops are shrunk to this longest side before they are classified; the CNN sees fewer pixels still."""
    snapshot_margin: float = 0.5
    """Scene around the object in its snapshot, as a share of the longer side of its box."""
    snapshot_least_px: float = 160.0
    """Least side of the snapshot's part of the picture, so that a person can tell where it was."""
    snapshot_side_px: int = 640
    """Longest side of a snapshot."""
    better: float = 1.3
    """A snapshot is taken anew when the track shows itself this many times better."""
    kept_crops: int = 3
    """Crops of a track that are kept to learn from: more of one object teach little, and cost 2 kB each."""
    kept_apart_s: float = 1.0
    """Time between two kept crops: a walker has taken another pose, a car has come nearer."""

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        if not 0 < self.first_every_s <= self.most_every_s:
            raise ValueError(
                f"need 0 < first_every_s <= most_every_s, got {self.first_every_s} and {self.most_every_s}"
            )
        if self.slower < 1:
            raise ValueError(f"slower must be at least 1, got {self.slower}")
        if self.kept_crops < 0 or self.kept_apart_s <= 0:
            raise ValueError(
                f"need kept_crops >= 0 and kept_apart_s > 0, got {self.kept_crops} and {self.kept_apart_s}"
            )


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """What the classifier saw of a track in one frame."""

    time_us: int
    image: Image
    """`uint8 (h, w, 3)`, RGB, no side longer than `crop_side_px`."""
    worth: float
    """How well the track shows itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The best picture of a track."""

    image: Image
    """`uint8 (H, W, 3)`, RGB: the track and its surroundings."""
    box: Box
    """Where the track was in the whole picture, in source pixels."""
    worth: float
    """How well the track shows itself."""


def worth(track: Track, width: int, height: int) -> float:
    """How well a track shows itself in a picture of `width` by `height` pixels, from 0 (not at all).

    A larger picture says more, but twice the size not twice as much; one cut off at the edge of the picture,
    or one that is only supposed to be there, says little.
    """
    box = track.box
    if not track.is_visible:
        return 0.0
    edge = 1.0
    is_cut = box.x <= edge or box.y <= edge or box.right >= width - edge or box.bottom >= height - edge
    return float(box.area**0.5) * (0.4 if is_cut else 1.0) * (1.0 if track.is_alone else 0.5)


def crop(picture: Picture, box: Box, settings: PortraitSettings) -> Image:
    """The track's crop for the classifier, `uint8 (h, w, 3)` RGB."""
    around = grown(box, settings.margin * box.width, settings.margin * box.height)
    return picture.rgb(around, settings.crop_side_px)


def best_apart(kept: Sequence[Crop], new: Crop, settings: PortraitSettings) -> tuple[Crop, ...]:
    """The best crops among those kept and a new one, few and apart in time; in order of time."""
    apart_us = round(settings.kept_apart_s * 1e6)
    near = [crop for crop in kept if abs(new.time_us - crop.time_us) < apart_us]
    if any(crop.worth >= new.worth for crop in near):
        return tuple(kept)
    some = [*(crop for crop in kept if crop not in near), new]
    some = sorted(some, key=lambda crop: crop.worth, reverse=True)[: settings.kept_crops]
    return tuple(sorted(some, key=lambda crop: crop.time_us))


def snapshot(picture: Picture, track: Track, settings: PortraitSettings) -> Snapshot:
    """The track with its surroundings, for people."""
    box = track.box
    margin = settings.snapshot_margin * max(box.width, box.height)
    short = settings.snapshot_least_px - 2 * margin
    around = grown(
        box, max(margin, margin + (short - box.width) / 2), max(margin, margin + (short - box.height) / 2)
    )
    image = picture.rgb(around, settings.snapshot_side_px)
    return Snapshot(image, box, worth(track, picture.width, picture.height))


def grown(box: Box, across: float, down: float) -> Box:
    """The box with `across` px more left and right, and `down` px more above and below."""
    return Box(box.x - across, box.y - down, box.width + 2 * across, box.height + 2 * down)
