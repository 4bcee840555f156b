"""Loading the classifier for a command."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from model.classifier import Classifier, default_weights
from pipeline.errors import VedetteError

STDERR = 2
"""The file descriptor that C++ code writes to."""


def load_classifier(path: Path | None = None) -> Classifier:
    """Load a model file, the shipped one if none is named, without LiteRT's remarks about it.

    Raises:
        VedetteError: There is no such file, or it is no model.
    """
    path = path or default_weights()
    try:
        with _quiet_stderr():
            return Classifier(path)
    except OSError as error:
        raise VedetteError(f"model {path}: {error.strerror}") from error
    except ValueError as error:
        raise VedetteError(f"model {error}") from error


@contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Send what this process writes to standard error nowhere.

    LiteRT announces its CPU delegate there from C++, and no option or environment variable stops it.
    """
    sys.stderr.flush()
    kept = os.dup(STDERR)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, STDERR)
        yield
    finally:
        os.dup2(kept, STDERR)
        os.close(kept)
        os.close(nowhere)
