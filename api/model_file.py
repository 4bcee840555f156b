"""Loading the classifier for a command."""

from pathlib import Path

from model.classifier import Classifier, default_weights
from pipeline.errors import VedetteError


def load_classifier(path: Path | None = None) -> Classifier:
    """Load a model file, or the one that comes with vedette.

    Raises:
        VedetteError: There is no such file, or it is no model.
    """
    path = path or default_weights()
    try:
        return Classifier(path)
    except OSError as error:
        raise VedetteError(f"model {path}: {error.strerror}") from error
    except ValueError as error:
        raise VedetteError(f"model {error}") from error
