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
    """Read a zip or folder of `<label>/<name>` pictures, or a folder of tile sheets with a `classes.txt`.

    Pictures that cannot be decoded are skipped, with a warning that names them.

    Raises:
        FileNotFoundError: There is nothing at `path`.
        ValueError: There is no class folder in it.
    """
    if not path.exists():
        raise FileNotFoundError(f"{path}: expected a folder or zip of labelled crops, got nothing")
    if (path / "classes.txt").is_file():
        yield from _read_sheets(path)
        return
    found = False
    for label, name, content in _read_zip(path) if path.is_file() else _read_folder(path):
        found = True
        try:
            image = decode_picture(content)
        except ValueError as error:
            log.warning("%s: %s/%s skipped: %s", path, label, name, error)
            continue
        yield LabelledCrop(_limited(image), label, _source_of(path, name), name)
    if not found:
        raise ValueError(f"{path}: expected pictures as <label>/<name>, got none")


def digest_of(path: Path) -> str:
    """Hash a source, names and contents: the first 16 hex digits of its SHA-256."""
    digest = hashlib.sha256()
    for file in [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file()):
        digest.update(str(file.relative_to(path)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _read_zip(path: Path) -> Iterator[tuple[str, str, bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                parts = name.split("/")
                if len(parts) >= 2 and parts[-1]:
                    yield parts[-2], parts[-1], archive.read(name)
    except zipfile.BadZipFile as error:
        raise ValueError(f"{path}: expected a zip of labelled crops: {error}") from error


def _read_folder(path: Path) -> Iterator[tuple[str, str, bytes]]:
    for file in sorted(path.glob("*/*")):
        if file.is_file():
            yield file.parent.name, file.name, file.read_bytes()


def _read_sheets(path: Path) -> Iterator[LabelledCrop]:
    for file in sorted(path.glob("*/*.webp")):
        sheet = decode_picture(file.read_bytes())
        rows, columns = sheet.shape[0] // TILE, sheet.shape[1] // TILE
        tiles = sheet[: rows * TILE, : columns * TILE].reshape(rows, TILE, columns, TILE, 3).swapaxes(1, 2)
        for number, tile in enumerate(tiles.reshape(-1, TILE, TILE, 3)):
            yield LabelledCrop(tile, file.stem, f"{path.name}/{file.parent.name}", f"{number:05d}")


def _source_of(path: Path, name: str) -> str:
    """Crops from footage carry their clip's number in front: all zips share the clip."""
    return f"footage/{name[:3]}" if path.stem.startswith("footage_") else path.stem


def _limited(image: Pixels) -> Pixels:
    factor = MAX_SIDE / max(image.shape[:2])
    if factor >= 1:
        return image
    size_wh = max(1, round(image.shape[1] * factor)), max(1, round(image.shape[0] * factor))
    return np.asarray(cv2.resize(image, size_wh, interpolation=cv2.INTER_AREA), np.uint8)
