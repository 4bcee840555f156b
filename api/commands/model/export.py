"""`vedette model export`: a trained network in the form that another program runs."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.model.app import app, fail
from api.commands.model.train import need_tensorflow
from model.metadata import append_metadata

if TYPE_CHECKING:
    import keras

    from model.metadata import ModelMetadata


class Form(StrEnum):
    """What a network can be turned into."""

    INT8 = "int8"
    FLOAT = "float"
    SAVED_MODEL = "saved-model"
    ONNX = "onnx"


@app.command()
def export(
    network: Annotated[Path, typer.Argument(metavar="FILE.keras", help="What `vedette model train` saved.")],
    *,
    form: Annotated[
        Form, typer.Option("--as", help="int8 and float are LiteRT files, which vedette itself serves.")
    ],
    out: Annotated[Path, typer.Option(help="File, or folder for saved-model; nothing is overwritten.")],
    data: Annotated[
        list[Path] | None,
        typer.Option(help="For int8, the data that it was trained on: zip or folder; repeatable."),
    ] = None,
) -> None:
    """Write a trained network as LiteRT, SavedModel or ONNX, its labels and calibration inside."""
    if out.exists():
        fail(f"{out}: expected a path to write to, got one that exists", code=2)
    if form is Form.INT8 and not data:
        fail("int8: expected --data with training crops to set its ranges, got none", code=2)
    need_tensorflow()
    from model.training.files.network_file import load_network  # noqa: PLC0415  # nothing else may load TensorFlow

    try:
        _write(*load_network(network), form, out, data or [])
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}" if error.filename else str(error), code=2)
    except (ImportError, ValueError) as error:
        fail(str(error), code=2)
    typer.echo(f"{form}: {out}")


def _write(
    network: "keras.Model", metadata: "ModelMetadata", form: Form, out: Path, data: list[Path]
) -> None:
    from model.training.files import export as to  # noqa: PLC0415

    match form:
        case Form.INT8:
            flat = to.to_int8(network, to.calibration_crops(data, metadata))
            out.write_bytes(append_metadata(flat, metadata))
        case Form.FLOAT:
            out.write_bytes(append_metadata(to.to_float(network), metadata))
        case Form.SAVED_MODEL:
            to.to_saved_model(network, metadata, out)
        case Form.ONNX:
            to.to_onnx(network, metadata, out)
