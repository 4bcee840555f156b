"""One object, one track: follows blobs over time."""

from dataclasses import dataclass

import numpy as np

from pipeline.values import Box, Track
from pipeline.vision.appearance import cut, inside, search
from pipeline.vision.association import Candidate, associate, intersections
from pipeline.vision.following import Following
from pipeline.vision.ghost import is_ghost
from pipeline.vision.motion import Claims, Movement

CLAIM_MARGIN = 0.25
"""Claimed around an object, in object sizes: where it will be in the next picture."""
STILL_SPEED = 0.5
"""What moves by fewer of its sizes a second may have stopped."""
SETS_OUT = 0.15
"""What has come this many of its sizes in its first seconds may be an object."""
SWAY = 1.0
"""What never gets farther than this many of its sizes sways."""
BRANCH_PX = 20.0
"""A larger object need not go farther than one of this size, in pixels of the small picture: no branch sways
so far."""
ESTABLISHED = 2.0
"""What has gone this many times its size is an object in its own right."""
SAME = 0.7
"""Two tracks whose boxes share this much of their union follow one object."""
PART_AREA = 0.35
"""A part's box has less than this share of the object's area …"""
PART_INSIDE = 0.7
"""… and at least this share of it lies in the object's box."""


@dataclass(frozen=True, slots=True)
class TrackSettings:
    """When a blob is an object, and how long it is one."""

    confirm_s: float = 0.35
    """An object must be followed for this long before it counts; leaves and glints rarely last."""
    confirm_sightings: int = 4
    """… and be seen this often, so that two noisy pictures of a slow camera do not suffice."""
    confirm_travel: float = 0.35
    """… and have moved by this share of its size: what never moves is scene."""
    straightness: float = 0.3
    """… and have come this share of its whole way ahead: leaves swing back, objects go somewhere."""
    lost_s: float = 1.2
    """Carried on by prediction for this long when out of sight: a passage behind a post or a person."""
    lost_still_s: float = 6.0
    """Kept for this long where it stopped while the place looks the same, though no motion shows it."""
    tentative_lost_s: float = 0.3
    """Given up after this long out of sight if it was not confirmed."""
    reach: float = 1.0
    """A blob may be this many object sizes from the prediction."""
    ghost_s: float = 0.8
    """What keeps its place for this long is examined for being the hole that an object left."""
    still_s: float = 1.5
    """Not moving once it kept its place for this long."""
    sway_s: float = 3.0
    """What has not left the place where it was first seen within this time may be learnt as scene."""
    part_s: float = 1.0
    """What stays within a larger object for this long is a part of it. Someone who passes before a bus comes
    out."""
    hold_s: float = 90.0
    """A still object stays an object for this long, then it is scene."""
    least_similarity: float = 0.4
    """Agreement (`search`) from which a place shows the same object as before."""
    least_still_similarity: float = 0.7
    """As above for one that stopped and blends into the scene: nothing about it should have changed."""

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        if self.confirm_sightings < 1:
            raise ValueError(f"confirm_sightings must be at least 1, got {self.confirm_sightings}")
        for name in ("lost_s", "lost_still_s", "tentative_lost_s", "reach", "still_s", "hold_s"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be positive, got {getattr(self, name)}")


class Tracker:
    """Follows the objects of one camera. Works in pixels of the small picture, answers in source pixels."""

    def __init__(self, scale_xy: tuple[float, float], settings: TrackSettings | None = None) -> None:
        self.settings = settings or TrackSettings()
        self._scale_xy = scale_xy
        self._objects: list[Following] = []
        self._next_id = 1
        self._time_us: int | None = None
        self._shape = (0, 0)
        self._ghosts: tuple[Box, ...] = ()

    def update(self, movement: Movement) -> tuple[Track, ...]:
        """Follow the objects into the next picture; tracks missing from the answer have ended."""
        elapsed_s = 0.0 if self._time_us is None else (movement.time_us - self._time_us) / 1e6
        self._time_us = movement.time_us
        self._shape = movement.mask.shape
        for followed in self._objects:
            followed.predict(elapsed_s)
        if movement.is_settled:
            self._match(movement)
        else:
            for followed in self._objects:
                followed.miss()
        self._objects = [
            followed for followed in self._objects if not self._is_over(followed, movement.time_us)
        ]
        self._drop_doubles(movement.time_us)
        self._drop_ghosts(movement)
        return tuple(
            self._track(followed, movement.time_us) for followed in self._objects if followed.is_confirmed
        )

    def claims(self, movement: Movement) -> Claims:
        """Say which pixels the scene must not learn, and which it must learn at once."""
        held, vacated = np.zeros(self._shape, np.uint8), np.zeros(self._shape, np.uint8)
        for box in self._ghosts:
            vacated[inside(box, self._shape, margin=2)] = 255
        for followed in self._objects:
            if self._goes_somewhere(followed, movement.time_us):
                margin = round(CLAIM_MARGIN * followed.size) + 2
                held[inside(followed.box, self._shape, margin)] = 255
            if followed.is_confirmed:
                vacated[inside(followed.box, self._shape)] = 0
        return Claims(held, vacated)

    def _drop_ghosts(self, movement: Movement) -> None:
        """End what keeps its place and has no edge in the picture: the hole of something that left."""
        ghosts = {
            f.id
            for f in self._objects
            if self._keeps_its_place(f, movement.time_us) and is_ghost(movement, f.box)
        }
        self._ghosts = tuple(f.box for f in self._objects if f.id in ghosts)
        self._objects = [f for f in self._objects if f.id not in ghosts]

    def _keeps_its_place(self, followed: Following, time_us: int) -> bool:
        """The pieces of a hole flicker and so seem to move, but never far."""
        since_us = followed.moved_us if followed.reached > SWAY * followed.size else followed.first_us
        return followed.is_seen and time_us - since_us > self.settings.ghost_s * 1e6

    def _goes_somewhere(self, followed: Following, time_us: int) -> bool:
        """A branch moves, but never far: the scene may learn it."""
        is_young = time_us - followed.first_us < self.settings.sway_s * 1e6
        return followed.reached > (SETS_OUT if is_young else SWAY) * min(followed.size, BRANCH_PX)

    def _match(self, movement: Movement) -> None:
        candidates = [
            Candidate(
                f.box, self._reach(f, movement.time_us), f.is_confirmed, f.reached > ESTABLISHED * f.size
            )
            for f in self._objects
        ]
        found = associate(candidates, [blob.box for blob in movement.blobs])
        for number, followed in enumerate(self._objects):
            if number in found.alone:
                self._see_alone(followed, found.alone[number], movement)
            elif number in found.merged:
                self._see_merged(followed, movement)
            else:
                self._see_still(followed, movement)
        self._objects = [f for number, f in enumerate(self._objects) if number not in found.parts]
        for number in found.new:
            self._objects.append(Following.begin(self._next_id, movement.blobs[number].box, movement.time_us))
            self._next_id += 1

    def _reach(self, followed: Following, time_us: int) -> float:
        unseen_s = (time_us - followed.seen_us) / 1e6
        return self.settings.reach * max(followed.size, 6.0) * (1.0 + min(unseen_s, 1.0))

    def _see_alone(self, followed: Following, box: Box, movement: Movement) -> None:
        followed.see(box, movement.time_us, is_alone=True)
        followed.shown_us = movement.time_us
        followed.appearance = cut(movement, followed.box) or followed.appearance
        self._judge(followed, movement.time_us)

    def _see_merged(self, followed: Following, movement: Movement) -> None:
        """Within a blob of several, an object is where it looks like itself."""
        reach_px = max(3, round(0.3 * followed.size))
        place = self._look(followed, movement, reach_px, self.settings.least_similarity)
        if place is None:
            followed.miss()
            followed.is_merged = True
        else:
            followed.see(place, movement.time_us, is_alone=False)
            self._judge(followed, movement.time_us)

    def _see_still(self, followed: Following, movement: Movement) -> None:
        """An object that stopped may blend into the scene: it is there while its place looks the same."""
        if self._may_be_still(followed, movement.time_us):
            place = self._look(followed, movement, 2, self.settings.least_still_similarity)
            if place is not None:
                followed.see(place, movement.time_us, is_alone=False)
                followed.is_merged = False
                self._judge(followed, movement.time_us)
                return
        followed.miss()

    def _may_be_still(self, followed: Following, time_us: int) -> bool:
        height, width = self._shape
        box = followed.box
        is_whole = box.x > 0 and box.y > 0 and box.right < width and box.bottom < height
        is_slow = followed.speed < STILL_SPEED * followed.size
        has_stopped = time_us - followed.moved_us > self.settings.ghost_s * 1e6
        is_patient = time_us - followed.shown_us < self.settings.lost_still_s * 1e6
        return followed.is_confirmed and (is_whole or has_stopped) and is_slow and is_patient

    def _look(self, followed: Following, movement: Movement, reach_px: int, least: float) -> Box | None:
        if followed.appearance is None:
            return None
        found = search(movement.luma, followed.appearance, followed.box, reach_px)
        if found is None or found[1] < least:
            return None
        return found[0]

    def _judge(self, followed: Following, time_us: int) -> None:
        """Note whether it moves, and whether it has proven to be an object."""
        box, anchor = followed.box, followed.anchor
        step = float(np.hypot(box.centre[0] - anchor.centre[0], box.centre[1] - anchor.centre[1]))
        if step > max(0.2 * followed.size, 2.0):
            followed.travelled += step
            followed.anchor, followed.moved_us = box, time_us
        start = followed.birth.centre
        ahead = float(np.hypot(box.centre[0] - start[0], box.centre[1] - start[1]))
        followed.reached = max(followed.reached, ahead)
        if followed.is_confirmed:
            return
        settings = self.settings
        followed.is_confirmed = (
            time_us - followed.first_us >= settings.confirm_s * 1e6
            and followed.sightings >= settings.confirm_sightings
            and ahead >= max(settings.confirm_travel * followed.size, 2.0)
            and ahead >= settings.straightness * max(followed.travelled, 1.0)
        )

    def _is_over(self, followed: Following, time_us: int) -> bool:
        unseen_us = time_us - followed.seen_us
        if not followed.is_confirmed:
            return unseen_us > self.settings.tentative_lost_s * 1e6
        if time_us - followed.moved_us > self.settings.hold_s * 1e6:
            return True
        height, width = self._shape
        x, y = followed.box.centre
        is_outside = not (0 <= x < width and 0 <= y < height)
        return unseen_us > self.settings.lost_s * 1e6 or (is_outside and unseen_us > 0)

    def _drop_doubles(self, time_us: int) -> None:
        """Of two tracks on one object the older stays; a part of an object is none for long."""
        if len(self._objects) < 2:
            return
        objects = sorted(self._objects, key=lambda f: (not f.is_confirmed, f.id))
        boxes = [f.box for f in objects]
        shared = intersections(boxes, boxes)
        area = np.array([box.area for box in boxes])
        is_confirmed = np.array([f.is_confirmed for f in objects])
        is_same = shared > SAME * (area[:, None] + area[None] - shared)
        is_inside = (area[:, None] < PART_AREA * area[None]) & (shared >= PART_INSIDE * area[:, None])
        is_double = np.any((np.tril(is_same, -1) | is_inside) & is_confirmed[None], axis=1)
        for followed, is_covered in zip(objects, is_double, strict=True):
            if not is_covered:
                followed.apart_us = time_us
        patience_us = self.settings.part_s * 1e6
        kept = [f for f in objects if time_us - f.apart_us <= (patience_us if f.is_confirmed else 0)]
        self._objects = sorted(kept, key=lambda f: f.id)

    def _track(self, followed: Following, time_us: int) -> Track:
        is_moving = time_us - followed.moved_us < self.settings.still_s * 1e6
        box = followed.box.scaled(*self._scale_xy)
        return Track(
            id=followed.id,
            since_us=followed.first_us,
            box=box,
            is_visible=followed.is_seen,
            is_moving=is_moving,
            is_alone=not followed.is_merged,
            displacement=followed.reached / max(followed.size, 1.0),
        )
