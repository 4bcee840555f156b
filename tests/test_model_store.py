"""Models that were taught are kept, put to use in one step, and gone back from."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.commands.model import app
from api.model_file import load_classifier, model_store
from model.classifier import Classifier, default_weights
from model.metadata import append_metadata, parse_metadata
from model.store import POINTER, SERVED, SHIPPED, ModelStore
from pipeline.errors import VedetteError


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ModelStore]:
    """The store that commands use while the test runs."""
    before = os.environ.get("VEDETTE_MODELS")
    os.environ["VEDETTE_MODELS"] = str(tmp_path / "models")
    yield ModelStore(tmp_path / "models")
    if before is None:
        del os.environ["VEDETTE_MODELS"]
    else:
        os.environ["VEDETTE_MODELS"] = before


def taught(tmp_path: Path, name: str) -> tuple[Path, Path]:
    """The shipped network under other figures, so that it is another model."""
    content = default_weights().read_bytes()
    metadata = parse_metadata(content)
    network = content[: content.index(b"PK\x03\x04")]
    metadata.figures[name] = 1.0  # type: ignore[index]  # a dict as it is read
    served, trained = tmp_path / f"{name}.tflite", tmp_path / f"{name}.keras"
    served.write_bytes(append_metadata(network, metadata))
    trained.write_bytes(name.encode())
    return served, trained


def vedette_model(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_shipped_model_is_in_use_until_another_is_chosen(store: ModelStore) -> None:
    assert (store.in_use(), store.folder_in_use(), store.models()) == (SHIPPED, None, ())
    assert load_classifier().digest == Classifier(default_weights()).digest


def test_model_put_to_use_answers_and_can_be_gone_back_from(tmp_path: Path, store: ModelStore) -> None:
    first, second = (store.add(*taught(tmp_path, name)) for name in ("first", "second"))
    assert load_classifier().digest not in {first, second}
    for name, expected in [
        (first, first),
        (second[:8], second),
        ("previous", first),
        ("previous", second),
        (second, second),
        ("previous", first),
        ("shipped", SHIPPED),
        ("previous", first),
    ]:
        result = vedette_model("use", name)
        assert (result.exit_code, result.output) == (0, f"in use: {expected}\n")
        assert store.in_use() == expected
    assert load_classifier().digest == first
    assert load_classifier(default_weights()).digest != first
    folder = store.folder_in_use()
    assert folder is not None
    assert (folder / "model.keras").read_bytes() == b"first"


def test_list_tells_what_there_is(tmp_path: Path, store: ModelStore) -> None:
    digest = store.add(*taught(tmp_path, "gate"))
    store.use(digest)
    listed = json.loads(vedette_model("list", "--json").output)["models"]
    assert [model["digest"] for model in listed] == [digest, Classifier(default_weights()).digest]
    assert [(model["in_use"], model["shipped"]) for model in listed] == [(True, False), (False, True)]
    assert listed[0]["figures"]["gate"] == 1.0
    assert listed[0]["recipe"] == "surveillance"
    table = vedette_model("list").output
    assert digest in table
    assert SHIPPED in table


@pytest.mark.parametrize("name", ["other", ""], ids=["no such model", "more than one"])
def test_model_that_is_not_there_is_not_put_to_use(tmp_path: Path, store: ModelStore, name: str) -> None:
    store.add(*taught(tmp_path, "gate"))
    with pytest.raises(ValueError, match=f"^model {name!r}: expected one of shipped, .* or previous$"):
        store.use(name)
    result = vedette_model("use", "other")
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert store.in_use() == SHIPPED


def damage_pointer(folder: Path) -> None:
    (folder.parent / POINTER).write_text('{"digest"')


def remove_model(folder: Path) -> None:
    (folder / SERVED).unlink()


def damage_model(folder: Path) -> None:
    (folder / SERVED).write_bytes((folder / SERVED).read_bytes()[:-9])


def swap_model(folder: Path) -> None:
    (folder / SERVED).write_bytes(default_weights().read_bytes())


@pytest.mark.parametrize("harm", [damage_pointer, remove_model, damage_model, swap_model])
def test_damaged_store_is_told_in_one_line_and_names_the_way_back(
    tmp_path: Path, store: ModelStore, harm: Callable[[Path], None]
) -> None:
    digest = store.add(*taught(tmp_path, "gate"))
    store.use(digest)
    harm(tmp_path / "models" / digest)
    with pytest.raises(VedetteError, match="vedette model use shipped") as told:
        load_classifier()
    assert "\n" not in str(told.value)
    listed = vedette_model("list")
    if harm is not remove_model:
        assert listed.exit_code == 1
        assert listed.output.count("\n") == 1
    assert vedette_model("use", "shipped").exit_code == 0
    assert load_classifier().digest == Classifier(default_weights()).digest


def test_half_written_model_is_none(tmp_path: Path, store: ModelStore) -> None:
    digest = store.add(*taught(tmp_path, "gate"))
    (tmp_path / "models" / digest).rename(tmp_path / "models" / f"{digest}.partial")
    assert store.models() == ()


def test_models_are_kept_in_the_users_data_folder(tmp_path: Path) -> None:
    before = {name: os.environ.pop(name, None) for name in ("VEDETTE_MODELS", "XDG_DATA_HOME")}
    try:
        os.environ["XDG_DATA_HOME"] = str(tmp_path)
        model_store().add(*taught(tmp_path, "gate"))
        assert len(list(tmp_path.glob("vedette/models/*/model.tflite"))) == 1
    finally:
        del os.environ["XDG_DATA_HOME"]
        os.environ.update({name: value for name, value in before.items() if value is not None})
