"""Labelled crops on disk: zips and folders of class folders, and sheets of tiles."""

import hashlib
import logging
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from model.picture import Pixels, decode_picture

log = logging.getLogger(__name__)

TILE = 32
"""Side of a tile in a sheet, in pixels (CIFAR-10)."""

MAX_SIDE = 64
"""Larger crops are shrunk to this longest side when read: no network here looks closer."""

SHEET_LABELS = "classes.txt"
"""File beside the sheets that names their labels, one a line."""


CIFAR10_LABELS = (
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
)  # fmt: skip
"""In the order of the data set's numbers (Krizhevsky 2009)."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelledCrop:
    """One picture of one object, with where it came from."""

    image: Pixels
    """`uint8 (h, w, 3)` RGB, longest side at most `MAX_SIDE`."""
    label: str
    source: str
    """What must not stand on both sides of a split: a data set, or one clip (`footage/045`)."""
    name: str


def read_crops(path: Path) -> Iterator[LabelledCrop]:
    """Read labelled crops in any of the forms that a source may have.

    These are a zip or folder of `<label>/<picture>`; a folder with a part `train` and others like it (`test`,
    `validation`), each of class folders; and a folder of such parts whose labels are sheets of 32 px tiles,
    `<part>/<label>.webp`, beside a `classes.txt`. Pictures that cannot be decoded are skipped, with a warning
    that names them.

    Raises:
        FileNotFoundError: There is nothing at `path`.
        ValueError: There is no class folder in it, or the sheets are not those that `classes.txt` names.
    """
    if not path.exists():
        raise FileNotFoundError(f"{path}: expected a folder or zip of labelled crops, got nothing")
    if (path / SHEET_LABELS).is_file():
        yield from _read_sheets(path)
        return
    found = False
    for source, label, name, content in _read_zip(path) if path.is_file() else _read_folder(path):
        found = True
        try:
            image = decode_picture(content)
        except ValueError as error:
            log.warning("%s: %s/%s skipped: %s", path, label, name, error)
            continue
        yield LabelledCrop(limited(image), label, source, name)
    if not found:
        raise ValueError(f"{path}: expected pictures as <label>/<name>, got none")


def read_keras_cifar10() -> Iterator[LabelledCrop]:
    """Read CIFAR-10 by way of Keras, which fetches it once and keeps it.

    Raises:
        ConnectionError: It is not there yet and cannot be fetched.
    """
    # Only those who ask for this source need TensorFlow.
    from keras.datasets import cifar10  # noqa: PLC0415

    try:
        parts = cifar10.load_data()
    except Exception as error:  # Keras raises a bare Exception when a download fails
        raise ConnectionError(
            f"cifar10: expected to fetch the data set with Keras, got: {error};"
            " --data DIR reads it from a folder"
        ) from error
    for part, (images, numbers) in zip(("train", "test"), parts, strict=True):
        for place, (image, number) in enumerate(zip(images, numbers[:, 0], strict=True)):
            yield LabelledCrop(image, CIFAR10_LABELS[number], f"cifar10/{part}", f"{place:05d}")


def digest_of(path: Path) -> str:
    """Hash a source, names and contents: the first 16 hex digits of its SHA-256."""
    digest = hashlib.sha256()
    for file in [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file()):
        digest.update(str(file.relative_to(path)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _read_zip(path: Path) -> Iterator[tuple[str, str, str, bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                parts = name.split("/")
                if len(parts) >= 2 and parts[-1]:
                    yield _source_of(path, parts[-1]), parts[-2], parts[-1], archive.read(name)
    except zipfile.BadZipFile as error:
        raise ValueError(f"{path}: expected a zip of labelled crops: {error}") from error


def _read_folder(path: Path) -> Iterator[tuple[str, str, str, bytes]]:
    in_parts = (path / "train").is_dir()
    for file in sorted(path.glob("*/*/*" if in_parts else "*/*")):
        if file.is_file():
            source = f"{path.name}/{file.parent.parent.name}" if in_parts else _source_of(path, file.name)
            yield source, file.parent.name, file.name, file.read_bytes()


def _read_sheets(path: Path) -> Iterator[LabelledCrop]:
    labels = (path / SHEET_LABELS).read_text(encoding="utf-8").split()
    for part in sorted({file.parent for file in path.glob("*/*.webp")}):
        found = sorted(file.stem for file in part.glob("*.webp"))
        if found != sorted(labels):
            raise ValueError(
                f"{path / SHEET_LABELS}: expected the names of the sheets in {part.name}/,"
                f" {', '.join(found)}, got {', '.join(labels)}"
            )
        for label in labels:
            tiles = _tiles(decode_picture((part / f"{label}.webp").read_bytes()))
            for number, tile in enumerate(tiles):
                yield LabelledCrop(tile, label, f"{path.name}/{part.name}", f"{number:05d}")


def _tiles(sheet: Pixels) -> Pixels:
    """Cut a sheet into `uint8 (N, 32, 32, 3)`, row by row."""
    rows, columns = sheet.shape[0] // TILE, sheet.shape[1] // TILE
    tiles = sheet[: rows * TILE, : columns * TILE].reshape(rows, TILE, columns, TILE, 3).swapaxes(1, 2)
    return np.ascontiguousarray(tiles.reshape(-1, TILE, TILE, 3))


def _source_of(path: Path, name: str) -> str:
    """Crops from footage carry their clip's number in front: all zips share the clip."""
    return f"footage/{name[:3]}" if path.stem.startswith("footage_") else path.stem


def limited(image: Pixels) -> Pixels:
    """Shrink a picture to `MAX_SIDE`, as every crop is before anything learns from it."""
    factor = MAX_SIDE / max(image.shape[:2])
    if factor >= 1:
        return image
    size_wh = max(1, round(image.shape[1] * factor)), max(1, round(image.shape[0] * factor))
    return np.asarray(cv2.resize(image, size_wh, interpolation=cv2.INTER_AREA), np.uint8)
