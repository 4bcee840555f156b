"""What all parts of a file have in common: known keys only, and none without a value."""

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator, model_validator

from rules.language.names import Names


class Section(BaseModel):
    """One mapping of a file."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    @classmethod
    def keys(cls) -> list[str]:
        """The keys that it may have, as written."""
        return [each.alias or name for name, each in cls.model_fields.items()]

    @model_validator(mode="before")
    @classmethod
    def _note_keys(cls, value: Any, info: ValidationInfo) -> Any:
        """Note which keys this mapping may have: pydantic's error about another one does not tell."""
        if isinstance(value, dict):
            _reading(info).keys[id(value)] = cls.keys()
        return value

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_nothing(cls, value: Any) -> Any:
        if value is None:
            raise ValueError("expected a value, received nothing")
        return value


class Reading:
    """What the checks of a file know beside the value they check."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.keys: dict[int, list[str]] = {}
        """Keys that each mapping may have, by the mapping's identity."""


def names_of(info: ValidationInfo) -> Names:
    """The names that the file defines."""
    return _reading(info).names


def _reading(info: ValidationInfo) -> Reading:
    assert isinstance(info.context, Reading)
    return info.context
