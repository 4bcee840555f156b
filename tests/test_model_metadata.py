"""A model file carries what a caller must know, and a file that does not is refused in one line."""

import json
import zipfile
from dataclasses import replace
from io import BytesIO

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
        (with_entry("[]"), "got a damaged one"),
        (b"X" + append_metadata(NETWORK, METADATA)[1:], "got a damaged one"),
        (append_metadata(NETWORK, replace(METADATA, format=2)), "metadata: expected format 1, got 2"),
    ],
    ids=["empty", "other", "cut", "no json", "list", "damaged", "newer"],
)
def test_other_files_are_refused(content: bytes, told: str) -> None:
    with pytest.raises(ValueError, match=told) as refusal:
        parse_metadata(content)
    assert "\n" not in str(refusal.value)


def test_missing_key_is_named() -> None:
    stored = json.loads(zipfile.ZipFile(BytesIO(append_metadata(b"", METADATA))).read("metadata.json"))
    del stored["temperature"]
    with pytest.raises(ValueError, match=r"expected the keys .*'temperature'.*, got"):
        parse_metadata(with_entry(json.dumps(stored)))


@pytest.mark.parametrize(
    "changes", [{"labels": ()}, {"labels": ("a", "a")}, {"size": 0}, {"temperature": 0.0}], ids=str
)
def test_useless_metadata_cannot_be_made(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="metadata: expected"):
        replace(METADATA, **changes)  # type: ignore[arg-type]  # that is what is tested
