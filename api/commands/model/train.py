"""`vedette model train`: train a network and write its model file."""

import importlib.util
import logging
import os
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.commands.model.app import app, fail
from model.silence import silenced
from pipeline.errors import VedetteError
from pipeline.values import LABEL_GROUPS

if TYPE_CHECKING:
    from model.training.cards.outcome import Outcome
    from model.training.learning.fitting import Progress as OnBatch
    from model.training.recipe import Recipe

INTERRUPTED = 130
"""Exit code of a command that Ctrl-C ended, as shells have it."""

Patterns = list[str] | None


@app.command()
def train(  # noqa: PLR0913  # one parameter an option
    *,
    recipe: Annotated[str, typer.Argument(help="What to train: surveillance or cifar10.")] = "surveillance",
    data: Annotated[
        list[Path] | None,
        typer.Option(help="Zip or folder of <label>/<picture>; repeatable. cifar10 fetches its own without."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Run folder for the model, its card, curves and figures.")] = Path(
        "run"
    ),
    epochs: Annotated[int | None, typer.Option(min=1, help="The recipe's own by default.")] = None,
    crops_per_epoch: Annotated[int | None, typer.Option(min=1, help="The recipe's own by default.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed trains alike.")] = 0,
    leave_out: Annotated[
        Patterns, typer.Option(help="Pattern of a source not to use, such as footage/045; repeatable.")
    ] = None,
    hold_out: Annotated[
        Patterns,
        typer.Option(help="Pattern of a source to measure with only; repeatable; replaces the recipe's own."),
    ] = None,
    from_history: Annotated[
        Path | None,
        typer.Option(
            help="Teach the model in use what people corrected in this history, and keep the better."
        ),
    ] = None,
    start: Annotated[Path | None, typer.Option("--from", help="A .keras file of ours to begin from.")] = None,
    resume: Annotated[bool, typer.Option(help="Go on with the training interrupted in --out.")] = False,
    tensorboard: Annotated[bool, typer.Option(help="Write what TensorBoard shows, too.")] = False,
) -> None:
    """Train a network on labelled crops and write an int8 model file."""
    need_tensorflow()
    if from_history is not None:
        return _teach(from_history, tuple(data or ()), out, start, seed)
    if tensorboard and importlib.util.find_spec("tensorboard") is None:
        fail("--tensorboard needs TensorBoard, which is not installed: pip install tensorboard", code=2)
    from model.training.files.network_file import load_network  # noqa: PLC0415
    from model.training.learning.fitting import Run  # noqa: PLC0415
    from model.training.trainer import Training  # noqa: PLC0415
    from model.training.trainer import train as train_model  # noqa: PLC0415

    try:
        chosen = _chosen(recipe, epochs, crops_per_epoch, hold_out)
        if not data and chosen.shares:
            fail(f"recipe {recipe!r}: expected --data with labelled crops, got none", code=2)
        begin = load_network(start)[0] if start else None
        run = Run(out, seed, begin, tensorboard)
        training = Training(
            chosen,
            tuple(data or ()),
            run,
            LABEL_GROUPS,
            tuple(leave_out or ()),
            resume,
            command=shlex.join(["vedette", *sys.argv[1:]]),
        )
        with _progress() as on_batch:
            outcome = train_model(training, on_batch)
    except (OSError, ValueError) as error:
        fail(str(error), code=2)
    except KeyboardInterrupt:
        fail(f"{out}: interrupted; the same command with --resume goes on after the last epoch", INTERRUPTED)
    return _print_outcome(outcome)


def _teach(db: Path, data: tuple[Path, ...], out: Path, start: Path | None, seed: int) -> None:
    from api.teaching import TeachingRequest, teach_from_history  # noqa: PLC0415

    try:
        with _progress() as on_batch:
            typer.echo(teach_from_history(TeachingRequest(db, data, out, start, seed), on_batch))
    except (OSError, ValueError, VedetteError) as error:
        fail(str(error), code=2)


def need_tensorflow() -> None:
    """End the command unless TensorFlow is installed, and keep it quiet."""
    if importlib.util.find_spec("tensorflow") is None:
        fail("training needs TensorFlow, which is not installed: pip install 'vedette[train]'", code=2)
    # TensorFlow announces its instruction sets in a dozen lines unless told not to before it is imported.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    with silenced():  # it greets all the same, when it is imported and with its first operation
        from keras import ops  # noqa: PLC0415

        ops.zeros(1)


def _chosen(name: str, epochs: int | None, crops_per_epoch: int | None, hold_out: Patterns) -> "Recipe":
    from model.training.recipe import RECIPES  # noqa: PLC0415  # training is not on the path of other commands

    if name not in RECIPES:
        raise ValueError(f"recipe {name!r}: expected one of {', '.join(RECIPES)}")
    recipe = RECIPES[name]
    return replace(
        recipe,
        epochs=epochs or recipe.epochs,
        crops_per_epoch=crops_per_epoch or recipe.crops_per_epoch,
        held_out=tuple(hold_out or recipe.held_out),
    )


@contextmanager
def _progress() -> Iterator["OnBatch"]:
    """Show how far training is and how long it takes yet; log each epoch where nobody watches."""
    console = Console(stderr=True)
    columns = (TextColumn("training"), BarColumn(), MofNCompleteColumn(), TextColumn("batches"),
               TimeRemainingColumn(), TextColumn("{task.fields[figures]}"))  # fmt: skip
    with (
        _logged(not console.is_terminal),
        Progress(*columns, console=console, disable=not console.is_terminal) as bar,
    ):
        task = bar.add_task("training", total=None, figures="")

        def on_batch(done: int, total: int, figures: Mapping[str, float]) -> None:
            shown = ", ".join(f"{name} {float(value):.3f}" for name, value in figures.items())
            bar.update(task, completed=done, total=total, figures=shown)

        yield on_batch


@contextmanager
def _logged(is_wanted: bool) -> Iterator[None]:
    """Tell what training logs, and no other library, on standard error."""
    logger, handler = logging.getLogger("model"), logging.StreamHandler()
    before = logger.level
    if is_wanted:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
        logger.propagate = True


def _print_outcome(outcome: "Outcome") -> None:
    figures = outcome.served.metadata.figures
    typer.echo(f"model and card: {outcome.served.path.parent}")
    for name, value in figures.items():
        typer.echo(f"{name}: {value:g}")
