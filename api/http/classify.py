"""`/classify`: what a picture shows."""

from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Annotated, Final

import numpy as np
from fastapi import APIRouter, Depends, File, Request, UploadFile
from pydantic import BaseModel, ConfigDict

from api.http.access import MAY_VIEW
from api.http.problem import Refusal
from api.http.served import Asked
from api.model_file import load_classifier
from model.classifier import Classifier  # noqa: TC001  # FastAPI reads this module
from model.dimensions import dimensions
from model.picture import Pixels, decode_picture
from model.silence import silenced
from pipeline.values import UNKNOWN

router = APIRouter(tags=["classify"], dependencies=[MAY_VIEW])

MOST_PIXELS: Final = 50_000_000
"""Phones take up to so many; decoded they fill 150 MB, and a file of some kB can promise them."""

AT_ONCE: Final = 2
"""Pictures in memory at the same time; the others wait."""

SCORE_DIGITS: Final = 4


class Classes(BaseModel):
    """What a picture shows, as the model sees it."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    label: str
    """The likeliest; `unknown` if the model is not sure enough of any."""
    score: float
    """Confidence in the likeliest label, 0…1."""
    scores: dict[str, float]
    """Of every label, the likeliest first."""
    model: str
    """Digest of the model's file."""


class Judge:
    """The classifier, read when it is first needed."""

    def __init__(self, model: Path | None) -> None:
        self._model = model
        self._turn = Lock()
        self._room = BoundedSemaphore(AT_ONCE)
        self._classifier: Classifier | None = None

    def classes(self, content: bytes) -> Classes:
        """Say what a picture's file shows.

        Raises:
            ValueError: It is no picture, a damaged one, or too large a one.
            VedetteError: The model is damaged.
        """
        with self._turn:
            self._classifier = self._classifier or load_classifier(self._model)
        with self._room:
            scores = self._classifier.classify([_picture(content)])[0]
        best_first = [int(place) for place in np.argsort(-scores)]
        labels = self._classifier.labels
        is_sure = scores[best_first[0]] >= self._classifier.threshold
        return Classes(
            label=labels[best_first[0]] if is_sure else UNKNOWN,
            score=round(float(scores[best_first[0]]), SCORE_DIGITS),
            scores={labels[place]: round(float(scores[place]), SCORE_DIGITS) for place in best_first},
            model=self._classifier.digest,
        )


def _picture(content: bytes) -> Pixels:
    """Decode a picture of at most `MOST_PIXELS`."""
    try:
        width, height = dimensions(content)
    except ValueError:
        width = height = 0  # `decode_picture` says what is wrong
    if width * height > MOST_PIXELS:
        raise ValueError(f"expected a picture of {MOST_PIXELS:,} pixels at most, received {width}×{height}")
    with silenced():  # libpng and libtiff tell of damage in lines of their own
        return decode_picture(content)


async def _judge(request: Request, asked: Asked) -> Judge:
    """The one of this application, which is set up when somebody first asks it."""
    state = request.app.state
    if not hasattr(state, "judge"):
        configuration = asked.rulebook.configuration
        state.judge = Judge(configuration.model if configuration else None)
    judge = state.judge
    assert isinstance(judge, Judge)
    return judge


@router.post("/classify")
def classify(
    judge: Annotated[Judge, Depends(_judge)],
    picture: Annotated[UploadFile, File(description="JPEG, PNG, WebP, BMP, TIFF or GIF.")],
) -> Classes:
    """What a picture shows: the likeliest label, and how likely each is. It is not kept."""
    try:
        return judge.classes(picture.file.read())
    except ValueError as error:
        raise Refusal(422, f"body.picture: {error}") from error
