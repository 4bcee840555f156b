"""The JSON Schema by which editors complete and check what a person writes."""

from typing import Any

from rules.language.duration import PATTERN, spelt
from rules.language.section import Section
from rules.language.sections import RulesSections

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(kind: type[Section] = RulesSections) -> dict[str, Any]:
    """Make the JSON Schema of a file.

    Args:
        kind: Its sections: those of rules, or of a whole configuration.
    """
    made: dict[str, Any] = _plain(kind.model_json_schema())
    return {"$schema": DIALECT, "title": "vedette", **made}


def _plain(value: Any) -> Any:
    """Say values as people write them; leave out titles, and that what may be left out may be null."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {key: item for key, item in value.items() if not _is_noise(key, item)}
    if kept.get("pattern") == PATTERN and isinstance(kept.get("default"), int):
        kept["default"] = spelt(kept["default"])
    choices = [choice for choice in kept.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == 1:
        kept = {**kept, **choices[0]}
        del kept["anyOf"]
    elif choices:
        kept["anyOf"] = choices
    return {key: _plain(item) for key, item in kept.items()}


def _is_noise(key: str, item: Any) -> bool:
    return (key == "title" and isinstance(item, str)) or (key == "default" and item is None)
