"""What runs in a worker process: whole sources, one after the other."""

from multiprocessing.connection import Connection

from api.model_file import load_classifier
from api.scan.message import Prepared
from api.scan.recipe import Recipe
from api.scan.scanner import Scanner
from pipeline.errors import VedetteError


def work(connection: Connection, recipe: Recipe) -> None:
    """Analyse each source that is named, until the other end is closed.

    Received are paths and, after each `Prepared`, whether to go on with it. Sent are messages, or the error
    that keeps this process from analysing anything.
    """
    try:
        _answer(connection, recipe)
    except (EOFError, OSError):
        return  # whoever asked is gone: killed, or content with what there is


def _answer(connection: Connection, recipe: Recipe) -> None:
    path = connection.recv()
    try:
        scanner = Scanner(recipe, load_classifier(recipe.model))
    except VedetteError as error:
        connection.send(error)
        return
    while True:
        for message in scanner.scan(path):
            connection.send(message)
            if isinstance(message, Prepared) and not connection.recv():
                break
        path = connection.recv()
