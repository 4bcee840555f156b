"""Kinds of values that stand in many sections: numbers, durations, names, texts with secrets."""

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, WithJsonSchema

from rules.language.duration import PATTERN, microseconds
from rules.language.names import Names
from rules.language.problem import not_among, shortened
from rules.language.section import names_of

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Amount = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0)]
Share = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1)]
"""A number from 0 to 1."""

Whole = Annotated[int, Field(strict=True, ge=0)]


def _written(text: str) -> str:
    """Refuse text that shows nothing, or spoils the line that it is printed in."""
    if not text.strip() or not text.isprintable():
        raise ValueError("expected text on one line, received none or signs that cannot be printed")
    return text


Text = Annotated[str, Field(strict=True, max_length=1000), AfterValidator(_written)]


_NO_PLACEHOLDER = re.compile(r"\$\{(?![A-Za-z_][A-Za-z0-9_]*\})")
"""A `${` that `rules.actions.secret` would not fill."""


def _filled_later(text: str) -> str:
    """Refuse a `${…}` that no variable can fill; its text is not shown, it may be half a secret."""
    if _NO_PLACEHOLDER.search(text):
        raise ValueError("expected ${NAME} with letters, digits and _, received another ${…")
    return text


SecretText = Annotated[Text, AfterValidator(_filled_later)]
"""Text in which `${NAME}` stands for a variable of the environment."""


def _beyond_nothing(duration_us: int) -> int:
    if duration_us <= 0:
        raise ValueError("expected a duration above 0, received 0")
    return duration_us


Duration = Annotated[
    int,
    BeforeValidator(microseconds),
    WithJsonSchema({"type": "string", "pattern": PATTERN, "examples": ["500ms", "2s", "1m30s", "1h"]}),
]
"""A length of time, in microseconds once read."""

Span = Annotated[Duration, AfterValidator(_beyond_nothing)]
"""A length of time above 0."""


def _listed(value: Any) -> Any:
    """One word, or a list of them, as a list."""
    match value:
        case str():
            return [value]
        case list():
            return value
    raise ValueError(f"expected a label or a list of them, received {shortened(value)}")


def _known(what: str, known: Callable[[Names], Any]) -> AfterValidator:
    def check(name: str, info: ValidationInfo) -> str:
        names = known(names_of(info))
        if names is not None and name not in names:
            raise ValueError(not_among(name, names, what))
        return name

    return AfterValidator(check)


ZoneName = Annotated[Text, _known("zone", lambda names: names.zones)]
LineName = Annotated[Text, _known("line", lambda names: names.lines)]
CameraName = Annotated[Text, _known("camera", lambda names: names.cameras)]
LabelName = Annotated[Text, _known("label", lambda names: names.labels)]

_TEXTS = {"type": "array", "items": {"type": "string"}, "minItems": 1}

Labels = Annotated[
    tuple[LabelName, ...],
    BeforeValidator(_listed),
    Field(min_length=1),
    WithJsonSchema({"anyOf": [{"type": "string"}, _TEXTS]}),
]
"""A label, a group, or a list of them."""
