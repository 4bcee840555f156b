"""Teaching the model in use what people corrected in a history."""

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from api.commands.correct import LABELS
from api.model_file import model_store
from model.classifier import default_weights
from model.store import NETWORK
from pipeline.history.crop import KeptCrop
from pipeline.history.history import History
from pipeline.history.query import EventQuery

if TYPE_CHECKING:
    from model.training.crops.sources import LabelledCrop
    from model.training.learning.fitting import Progress

log = logging.getLogger(__name__)

SURE: Final = 0.8
"""Score from which an event that nobody reviewed is an exemplar: four of five such are right, or more."""

OF_EACH_LABEL: Final = 60
"""Exemplars of a label that a history gives: more of them would be the same few scenes again."""


@dataclass(frozen=True, slots=True)
class TeachingRequest:
    """What a person asked to be taught."""

    db: Path
    """The history with the corrections."""
    data: tuple[Path, ...]
    """Zips and folders of labelled crops of what the model knows already, to rehearse too."""
    run: Path
    """Folder for what comes out."""
    base: Path | None = None
    """The `.keras` file to start from; None: that of the model in use."""
    seed: int = 0
    exemplars: Path = field(default_factory=lambda: default_weights().with_name("exemplars.zip"))
    """The crops that come with vedette, to rehearse."""


def teach_from_history(request: TeachingRequest, progress: "Progress") -> str:
    """Fine-tune a model on the corrected crops of a history; put it to use if it is better.

    Returns:
        What came of it, in one line.
    Raises:
        HistoryError: There is no such history.
        FileNotFoundError: There are no crops at a data path, or no network to start from.
        ValueError: There are too few corrections, or the network, the data or the model store is damaged.
    """
    # It imports TensorFlow.
    from model.training.crops.sources import read_crops  # noqa: PLC0415
    from model.training.teaching.finetuning import Teaching, teach  # noqa: PLC0415

    store = model_store()
    folder = store.folder_in_use()
    in_use = default_weights().with_suffix(".keras") if folder is None else folder / NETWORK
    with History.open(request.db) as history:
        reviewed = list(history.reviewed_crops())
        exemplars = list(_labelled(_sure_crops(history)))
    for path in (request.exemplars, *request.data):
        exemplars += read_crops(path)
    corrected = list(_labelled(reviewed))
    teaching = Teaching(
        request.base or in_use, corrected, exemplars, request.run, _digest(reviewed), request.seed
    )
    taught = teach(teaching, progress)
    if not taught.comparison.is_better:
        return f"{taught.comparison.sentence}; not better, so the model in use stays {store.in_use()}"
    digest = store.use(store.add(taught.served, taught.network))
    return f"{taught.comparison.sentence}; better, so {digest} is in use now"


def _sure_crops(history: History) -> Iterator[KeptCrop]:
    """Crops of what the model was sure of and nobody corrected."""
    for label in LABELS:
        yield from history.unreviewed_crops(EventQuery(label=label, min_score=SURE), OF_EACH_LABEL)


def _labelled(crops: Iterable[KeptCrop]) -> "Iterator[LabelledCrop]":
    """Crops as training knows them; those that are no pictures any more are passed over."""
    from model.picture import decode_picture  # noqa: PLC0415  # imports OpenCV
    from model.training.crops.sources import LabelledCrop, limited  # noqa: PLC0415

    for crop in crops:
        try:
            image = limited(decode_picture(crop.jpeg))
        except ValueError as error:
            log.warning("%s: %s", crop.name, error)
            continue
        yield LabelledCrop(image, crop.label, f"history/{crop.event_id}", crop.name)


def _digest(crops: Sequence[KeptCrop]) -> str:
    """Hash of what was taught: the first 16 hex digits of its SHA-256, as every source of training has."""
    digest = hashlib.sha256()
    for crop in crops:
        digest.update(crop.label.encode() + crop.jpeg)
    return digest.hexdigest()[:16]
