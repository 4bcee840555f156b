"""The labels that a classifier gives, without loading its network."""

from pathlib import Path

from api.model_file import model_in_use
from model.metadata import parse_metadata
from pipeline.errors import VedetteError


def model_labels(path: Path | None = None) -> tuple[str, ...]:
    """The labels of a model file, or of the model in use.

    Raises:
        VedetteError: There is no such file, or it is no model, or the model in use is damaged.
    """
    try:
        return parse_metadata((path or model_in_use()).read_bytes()).labels
    except OSError as error:
        raise VedetteError(f"model {path or error.filename}: {error.strerror}") from error
    except ValueError as error:
        raise VedetteError(f"model {path or 'in use'}: {error}") from error
