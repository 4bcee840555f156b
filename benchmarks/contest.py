"""Programs that do the same job on the same clips, in turn, several times."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.measured_run import MeasuredRun, run_measured


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to go through a clip."""

    name: str
    command: Callable[[Path], Sequence[str]]
    """What to run for a file."""
    seconds: Callable[[MeasuredRun], float]
    """How long the job took, from what the run took and printed."""
    cpu_seconds: Callable[[MeasuredRun], float]
    """How much of a CPU it took: steadier than the time while others use the machine too."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one contender took for one clip."""

    contender: str
    file: Path
    seconds: float
    """Median of all rounds, as all figures but the peak."""
    cpu_seconds: float
    wall_s: float
    """With the program's start."""
    peak_mb: float
    """Largest of all rounds."""
    output: str
    """Standard output of the last round."""


def compete(
    contenders: Sequence[Contender], files: Sequence[Path], rounds: int, announce: Callable[[str], None]
) -> list[Result]:
    """Let all contenders go through each file in turn, so that what else the machine does hits all alike.

    Raises:
        RunFailed: One of them did not succeed.
    """
    runs: dict[tuple[Contender, Path], list[MeasuredRun]] = {}
    for number in range(1, rounds + 1):
        for file in files:
            for contender in contenders:
                run = run_measured(contender.command(file))
                runs.setdefault((contender, file), []).append(run)
                announce(f"round {number}: {file.name}: {contender.name}: {contender.seconds(run):.2f} s")
    return [_result(contender, file, taken) for (contender, file), taken in runs.items()]


def _result(contender: Contender, file: Path, runs: Iterable[MeasuredRun]) -> Result:
    taken = list(runs)
    return Result(
        contender=contender.name,
        file=file,
        seconds=median(contender.seconds(run) for run in taken),
        cpu_seconds=median(contender.cpu_seconds(run) for run in taken),
        wall_s=median(run.wall_s for run in taken),
        peak_mb=max(run.peak_mb for run in taken),
        output=taken[-1].output,
    )
