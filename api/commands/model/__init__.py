"""`vedette model`: train the classifier, ask it, and read what it says of itself."""

from api.commands.model import evaluate, export, predict, store, train
from api.commands.model.app import app

__all__ = ["app", "evaluate", "export", "predict", "store", "train"]
