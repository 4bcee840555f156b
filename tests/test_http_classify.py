"""Pictures sent over HTTP are named, and what is no picture is refused."""

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from api.http.classify import MOST_PIXELS
from api.model_file import load_classifier
from tests.http_serving import client


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


def jpeg() -> bytes:
    """A picture of noise."""
    pixels = np.random.default_rng(6).integers(0, 255, (48, 64, 3), np.uint8)
    return cv2.imencode(".jpg", pixels)[1].tobytes()


def promising(width: int, height: int) -> bytes:
    """A PNG of some bytes that promises as many pixels as are asked for."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def test_picture_gets_the_labels_of_the_model(db: Path) -> None:
    classifier = load_classifier()
    with client(db) as asking:
        told = asking.post("/classify", files={"picture": ("photo.jpg", jpeg())}).json()
    assert told["model"] == classifier.digest
    assert set(told["scores"]) == set(classifier.labels)
    assert told["score"] == max(told["scores"].values()) == next(iter(told["scores"].values()))
    likeliest = next(iter(told["scores"]))
    assert told["label"] == (likeliest if told["score"] >= classifier.threshold else "unknown")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"a letter", id="text"),
        pytest.param(jpeg()[:200], id="cut off"),
        pytest.param(promising(50_000, 50_000), id="a bomb"),
        pytest.param(promising(10_000, MOST_PIXELS // 10_000 + 1), id="one row too many"),
    ],
)
def test_what_is_no_picture_is_refused(db: Path, content: bytes) -> None:
    with client(db) as asking:
        answer = asking.post("/classify", files={"picture": ("photo.jpg", content)})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("body.picture: expected a")


def test_picture_must_be_there(db: Path) -> None:
    with client(db) as asking:
        assert asking.post("/classify").status_code == 422
        assert asking.post("/classify", data={"picture": "a name"}).status_code == 422
