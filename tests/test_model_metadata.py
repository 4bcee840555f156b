"""A model file carries what a caller must know, and a file that does not is refused in one line."""

import contextlib
import json
import re
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any, cast

import pytest

from model.metadata import ModelMetadata, append_metadata, parse_metadata

METADATA = ModelMetadata(
    labels=("person", "car"),
    size=48,
    temperature=1.25,
    recipe="surveillance",
    priors={"person": 0.6, "car": 0.4},
    data={"crops.zip": "0123456789abcdef"},
    figures={"accuracy": 0.9},
    threshold=0.4,
    flips=True,
)
NETWORK = b"a network's bytes"


def with_entry(content: str) -> bytes:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as entries:
        entries.writestr("metadata.json", content)
    return archive.getvalue()


def test_metadata_comes_back_as_it_went_in() -> None:
    assert parse_metadata(append_metadata(NETWORK, METADATA)) == METADATA


def test_same_model_is_the_same_bytes() -> None:
    assert append_metadata(NETWORK, METADATA) == append_metadata(NETWORK, METADATA)


def test_network_stays_in_front() -> None:
    assert append_metadata(NETWORK, METADATA).startswith(NETWORK)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "expected a model file, got 0 bytes without metadata"),
        (b"something else", "expected a model file, got 14 bytes without metadata"),
        (append_metadata(NETWORK, METADATA)[:-9], "bytes without metadata"),
        (with_entry("{"), "bytes without metadata"),
        (with_entry("[]"), "expected a LiteRT model file, got another zip: "),
        (b"X" + append_metadata(NETWORK, METADATA)[1:], "got a damaged one"),
        (
            append_metadata(NETWORK, replace(METADATA, format=1)),
            "metadata: expected format 2, got 1: another",
        ),
        (
            append_metadata(NETWORK, replace(METADATA, format=3)),
            "metadata: expected format 2, got 3: another",
        ),
    ],
    ids=["empty", "other", "cut", "no json", "list", "damaged", "older", "newer"],
)
def test_other_files_are_refused(content: bytes, told: str) -> None:
    with pytest.raises(ValueError, match=told) as refusal:
        parse_metadata(content)
    assert "\n" not in str(refusal.value)


def test_no_damaged_byte_ends_in_anything_but_a_refusal() -> None:
    content = append_metadata(NETWORK, METADATA)
    for place in range(len(content)):
        damaged = content[:place] + bytes([content[place] ^ 0x5A]) + content[place + 1 :]
        # Bytes that nothing reads, such as dates, may differ; what is read must not.
        with contextlib.suppress(ValueError):
            assert parse_metadata(damaged) == METADATA


def stored() -> dict[str, Any]:
    """The metadata as JSON gives it."""
    return cast("dict[str, Any]", json.loads(json.dumps(METADATA.as_json())))


def test_missing_key_is_named() -> None:
    with pytest.raises(ValueError, match=r"expected the keys .*'temperature'.*, got"):
        ModelMetadata.from_json({key: value for key, value in stored().items() if key != "temperature"})


@pytest.mark.parametrize(
    "changes",
    [{"labels": "ab"}, {"size": "48"}, {"size": 48.5}, {"temperature": None}, {"data": []}, {"flips": 1}],
    ids=str,
)
def test_value_of_another_type_is_named(changes: dict[str, object]) -> None:
    ((name, value),) = changes.items()
    with pytest.raises(ValueError, match=rf"^metadata: {name}: expected \w+, got {re.escape(repr(value))}$"):
        ModelMetadata.from_json(stored() | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"labels": ()}, {"labels": ("a", "a")}, {"size": 0}, {"temperature": 0.0},
        {"temperature": float("nan")}, {"threshold": -0.1}, {"threshold": 1.1}, {"threshold": float("nan")},
    ],
    ids=str,
)  # fmt: skip
def test_useless_metadata_cannot_be_made(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="metadata: expected"):
        replace(METADATA, **changes)  # type: ignore[arg-type]  # that is what is tested
