"""Labelled crops are read from zips, folders and tile sheets made here."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from model.training.crops.sources import MAX_SIDE, digest_of, read_crops
from tests.model_samples import plain, webp, write_zip

VEDETTE = Path(sys.executable).with_name("vedette")


def test_zip_gives_each_picture_under_its_folder(tmp_path: Path) -> None:
    files = {"car/b.webp": webp(plain((0, 0, 200))), "person/a.webp": webp(plain((200, 0, 0)))}
    car, person = read_crops(write_zip(tmp_path / "street.zip", files))
    assert (car.label, car.source, car.name) == ("car", "street", "b.webp")
    assert (person.label, person.source, person.name) == ("person", "street", "a.webp")
    assert np.array_equal(person.image, plain((200, 0, 0)))


def test_folder_gives_the_same_as_its_zip(tmp_path: Path) -> None:
    files = {"car/b.webp": webp(plain((0, 0, 200))), "person/a.webp": webp(plain((200, 0, 0)))}
    for name, content in files.items():
        file = tmp_path / "street" / name
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
    from_zip = read_crops(write_zip(tmp_path / "street.zip", files))
    for ours, theirs in zip(read_crops(tmp_path / "street"), from_zip, strict=True):
        assert (ours.label, ours.source, ours.name) == (theirs.label, theirs.source, theirs.name)
        assert np.array_equal(ours.image, theirs.image)


def test_zips_of_footage_share_their_clips(tmp_path: Path) -> None:
    content = webp(plain((9, 9, 9)))
    seen = write_zip(tmp_path / "footage_teacher.zip", {"car/045_yard_00012_0.webp": content})
    unseen = write_zip(tmp_path / "footage_random.zip", {"background/045_yard_00099_3.webp": content})
    assert {crop.source for path in (seen, unseen) for crop in read_crops(path)} == {"footage/045"}


def test_sheets_are_cut_into_tiles_row_by_row(tmp_path: Path) -> None:
    tiles = np.random.default_rng(0).integers(0, 256, (2, 3, 32, 32, 3), np.uint8)
    (tmp_path / "set" / "train").mkdir(parents=True)
    (tmp_path / "set" / "classes.txt").write_text("truck\n", encoding="utf-8")
    (tmp_path / "set" / "train" / "truck.webp").write_bytes(webp(tiles.swapaxes(1, 2).reshape(64, 96, 3)))
    crops = list(read_crops(tmp_path / "set"))
    assert [crop.name for crop in crops] == ["00000", "00001", "00002", "00003", "00004", "00005"]
    assert {(crop.label, crop.source) for crop in crops} == {("truck", "set/train")}
    assert np.array_equal(crops[4].image, tiles[1, 1])


def test_large_pictures_are_shrunk_with_their_aspect(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"car/a.webp": webp(plain((1, 2, 3), height=50, width=200))})
    (crop,) = read_crops(path)
    assert crop.image.shape == (16, MAX_SIDE, 3)


def test_broken_picture_is_skipped_and_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = write_zip(tmp_path / "a.zip", {"car/bad.webp": b"RIFF", "car/good.webp": webp(plain((1, 2, 3)))})
    with caplog.at_level(logging.WARNING):
        assert [crop.name for crop in read_crops(path)] == ["good.webp"]
    assert "a.zip: car/bad.webp skipped: expected a picture" in caplog.text


def test_what_holds_no_crops_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.zip").write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match=r"empty: expected pictures as <label>/<name>, got none"):
        list(read_crops(tmp_path / "empty"))
    with pytest.raises(ValueError, match=r"text\.zip: expected a zip of labelled crops"):
        list(read_crops(tmp_path / "text.zip"))
    with pytest.raises(FileNotFoundError, match=r"none: expected a folder or zip"):
        list(read_crops(tmp_path / "none"))


def test_digest_changes_with_any_picture(tmp_path: Path) -> None:
    (tmp_path / "car").mkdir()
    file = tmp_path / "car" / "a.webp"
    file.write_bytes(b"one")
    first = digest_of(tmp_path)
    assert digest_of(tmp_path) == first
    file.write_bytes(b"two")
    assert digest_of(tmp_path) != first


def test_folder_of_parts_names_the_part_as_its_source(tmp_path: Path) -> None:
    for part, label in (("train", "nut"), ("train", "bolt"), ("test", "nut")):
        folder = tmp_path / "line" / part / label
        folder.mkdir(parents=True)
        (folder / "a.webp").write_bytes(webp(plain((1, 2, 3))))
    found = {(crop.source, crop.label) for crop in read_crops(tmp_path / "line")}
    assert found == {("line/train", "nut"), ("line/train", "bolt"), ("line/test", "nut")}


def test_label_file_that_disagrees_with_the_sheets_is_refused(tmp_path: Path) -> None:
    (tmp_path / "set" / "train").mkdir(parents=True)
    (tmp_path / "set" / "classes.txt").write_text("truck\nship\n", encoding="utf-8")
    (tmp_path / "set" / "train" / "truck.webp").write_bytes(webp(plain((1, 2, 3), 32, 32)))
    with pytest.raises(
        ValueError, match=r"classes\.txt: expected the names of the sheets in train/, truck, got"
    ):
        list(read_crops(tmp_path / "set"))


def test_cifar10_that_cannot_be_fetched_is_told_in_one_line(tmp_path: Path) -> None:
    pytest.importorskip("tensorflow", reason="TensorFlow is absent")
    # A closed port stands for a machine without a network.
    environment = os.environ | {"KERAS_HOME": str(tmp_path), "https_proxy": "http://127.0.0.1:9"}
    command = [VEDETTE, "model", "train", "cifar10", "--out", tmp_path / "run"]
    done = subprocess.run(
        [str(part) for part in command], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "cifar10: expected to fetch the data set with Keras, got: " in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "run").exists()
