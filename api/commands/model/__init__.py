"""`vedette model`: train the classifier, ask it, and read what it says of itself."""

from api.commands.model import predict, train
from api.commands.model.app import app

__all__ = ["app", "predict", "train"]
