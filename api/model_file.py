"""Loading the classifier for a command: the file that was named, or the model in use."""

import os
from pathlib import Path

from model.classifier import Classifier, default_weights
from model.store import SERVED, ModelStore
from pipeline.errors import VedetteError


def load_classifier(path: Path | None = None) -> Classifier:
    """Load a model file, or the model in use.

    Raises:
        VedetteError: There is no such file, or it is no model, or the model in use is damaged.
    """
    try:
        return Classifier(path or model_in_use())
    except OSError as error:
        raise VedetteError(f"model {path or error.filename}: {error.strerror}") from error
    except ValueError as error:
        raise VedetteError(f"model {error}") from error


def model_in_use() -> Path:
    """Path of the model file in use: that of `vedette model use`, else the one that comes with vedette.

    Raises:
        ValueError: The model store is damaged.
    """
    folder = model_store().folder_in_use()
    return default_weights() if folder is None else folder / SERVED


def model_store() -> ModelStore:
    """The models of this user: in `$VEDETTE_MODELS`, else in `vedette/models` of the user's data folder.

    Source: https://specifications.freedesktop.org/basedir-spec/latest/
    """
    named, data = os.environ.get("VEDETTE_MODELS"), os.environ.get("XDG_DATA_HOME", "")
    data_folder = Path(data) if Path(data).is_absolute() else Path.home() / ".local" / "share"
    return ModelStore(Path(named) if named else data_folder / "vedette" / "models")
