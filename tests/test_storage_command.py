"""`vedette storage` and `vedette verify`: what would go, what went, and whether disk and history agree."""

import json
import time
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from api.commands.storage import app
from api.commands.verify import verify
from pipeline.errors import HistoryError
from pipeline.history.history import History
from pipeline.history.writer import HistoryWriter
from pipeline.recording.clip_file import PARTIAL, ClipFile
from pipeline.recording.cutting import clips_of_file
from pipeline.recording.inventory import Finding
from pipeline.recording.naming import clip_stem
from pipeline.recording.origin import Origin
from pipeline.recording.repair import repair
from pipeline.recording.wishes import Span
from tests.footage import Footage
from tests.history_samples import analysis, event, store

SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
YARD = analysis()
CAR = YARD.event_id(1)

verifying = typer.Typer()
verifying.command()(verify)


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Footage(seconds=10).write(tmp_path_factory.mktemp("footage") / "yard.mp4")


@pytest.fixture
def db(tmp_path: Path, footage: Path) -> Path:
    """A car at 1 s and a person at 6 s, a clip of each: the car's made 20 days ago, the person's 10."""
    path = tmp_path / "out" / "history.db"
    store(
        path, YARD, [event(YARD, 1, start_s=1, length_s=1), event(YARD, 2, "person", start_s=6, length_s=1)]
    )
    origin = Origin(YARD.camera, YARD.path, YARD.fingerprint, YARD.recorded_us)
    spans = [Span(SECOND_US, 2 * SECOND_US), Span(6 * SECOND_US, 8 * SECOND_US)]
    with HistoryWriter(path) as writer:
        clips = clips_of_file(footage, spans, lambda at: clip_stem(path.parent, origin, at), origin)
        for clip, days in zip(clips, (20, 10), strict=True):
            writer.record(clip.recording(path.parent, time.time_ns() // 1000 - days * DAY_US))
    return path


def storage(db: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--db", str(db)])


def verified(db: Path, *paths: Path) -> Result:
    return CliRunner().invoke(verifying, [*map(str, paths), "--db", str(db)])


def clips(db: Path) -> list[str]:
    with History.open(db) as history:
        return [clip.path for clip in history.recordings()]


def files(db: Path) -> list[str]:
    return sorted(path.relative_to(db.parent).as_posix() for path in (db.parent / "recordings").rglob("*.*"))


def test_plan_says_what_would_go_and_why(db: Path) -> None:
    car, person = clips(db)
    result = storage(db, "plan", "--keep", "14d")
    (line,) = result.stdout.splitlines()
    fields = line.split("\t")
    assert fields[1:3] + fields[4:] == ["yard", "car", car, "20.0 days old, kept for 14.0"]
    assert "1 clips would go" in result.stderr
    assert "1 stay" in result.stderr
    assert files(db) == sorted([car, person])


def test_apply_does_what_plan_said(db: Path) -> None:
    limit = sum((db.parent / clip).stat().st_size for clip in clips(db)) - 1
    options = ("--max-bytes", str(limit), "--json")
    planned = json.loads(storage(db, "plan", *options).stdout)
    applied = json.loads(storage(db, "apply", *options).stdout)
    assert planned == applied
    (removal,) = applied["removals"]
    assert removal["labels"] == ["car"]
    assert removal["reason"] == f"all clips: 1 bytes above {limit:,}"
    assert removal["path"] not in files(db)
    assert clips(db) == files(db)
    assert applied["kept"] == {"clips": 1, "bytes": (db.parent / clips(db)[0]).stat().st_size}


@pytest.mark.parametrize(
    ("options", "left"),
    [
        (("--camera", "yard"), 0),
        (("--camera", "gate"), 2),
        (("--label", "person"), 1),
        (("--label", "vehicle"), 1),
        (("--label", "dog"), 2),
    ],
)
def test_limits_can_be_those_of_a_camera_or_a_label(db: Path, options: tuple[str, str], left: int) -> None:
    assert storage(db, "apply", "--keep", "1h", *options).exit_code == 0
    assert len(clips(db)) == left


def test_protected_events_keep_their_clips(db: Path) -> None:
    car, _ = clips(db)
    assert storage(db, "protect", CAR).exit_code == 0
    result = storage(db, "apply", "--max-bytes", "0")
    assert clips(db) == [car]
    assert "all clips" in result.stderr
    assert "are protected" in result.stderr
    storage(db, "protect", CAR, "--off")
    storage(db, "apply", "--max-bytes", "0")
    assert clips(db) == files(db) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["plan"], "expected --keep or --max-bytes"),
        (
            ["plan", "--keep", "1d", "--camera", "a", "--label", "b"],
            "expected --camera or --label, received both",
        ),
        (["apply", "--keep", "soon"], "expected a length of time"),
        (["apply", "--max-bytes", "much"], "expected a size"),
    ],
)
def test_what_makes_no_sense_is_refused(db: Path, arguments: list[str], words: str) -> None:
    result = CliRunner().invoke(app, [*arguments, "--db", str(db)], standalone_mode=False)
    assert isinstance(result.exception, typer.BadParameter)
    assert words in str(result.exception)
    assert len(files(db)) == 2


def test_unknown_event_cannot_be_protected(db: Path) -> None:
    assert isinstance(storage(db, "protect", "0123456789").exception, HistoryError)


def test_check_finds_nothing_amiss(db: Path) -> None:
    result = storage(db, "check")
    assert (result.exit_code, result.stdout) == (0, "")


def test_check_says_each_thing_amiss_in_a_line(db: Path, footage: Path) -> None:
    car, person = clips(db)
    (db.parent / car).unlink()
    with (db.parent / person).open("ab") as file:
        file.write(b"more")
    stray = db.parent / "recordings" / "stray.mp4"
    stray.write_bytes(footage.read_bytes())
    left = db.parent / "recordings" / f"left.mp4{PARTIAL}"
    left.touch()
    result = storage(db, "check")
    assert result.exit_code == 1
    assert sorted(line.split("\t")[0] for line in result.stdout.splitlines()) == [
        "interrupted", "missing", "size", "unknown",
    ]  # fmt: skip
    assert stray.exists()
    assert left.exists()


def test_repair_mends_what_is_safe(db: Path, footage: Path) -> None:
    car, person = clips(db)
    (db.parent / car).unlink()
    with (db.parent / person).open("ab") as file:
        file.write(b"more")
    stray = db.parent / "recordings" / "stray.mp4"
    stray.write_bytes(footage.read_bytes())
    left = db.parent / "recordings" / f"left.mp4{PARTIAL}"
    left.touch()
    result = storage(db, "check", "--repair")
    assert result.exit_code == 1
    assert clips(db) == [person]
    assert not left.exists()
    assert stray.exists()
    again = storage(db, "check")
    assert [line.split("\t")[0] for line in again.stdout.splitlines()] == ["size", "unknown"]


def test_repair_makes_a_clip_of_what_a_dead_writer_left(db: Path) -> None:
    car, person = clips(db)
    whole = db.parent / car
    content = whole.read_bytes()
    with HistoryWriter(db) as writer:
        writer.forget_recordings([car])
    whole.unlink()
    whole.with_name(whole.name + PARTIAL).write_bytes(content[:-1000])
    result = storage(db, "check", "--repair")
    assert (result.exit_code, set(clips(db))) == (0, {car, person})
    assert whole.read_bytes() == content[:-1000]
    with History.open(db) as history:
        found = history.event(CAR)
        assert found is not None
        assert found.recording == car


def test_repair_notes_a_clip_whose_row_was_never_written(db: Path) -> None:
    car, _ = clips(db)
    with HistoryWriter(db) as writer:
        writer.forget_recordings([car])
    assert storage(db, "check").exit_code == 1
    assert storage(db, "check", "--repair").exit_code == 0
    assert car in clips(db)
    assert verified(db).exit_code == 0


def test_repair_believes_the_disk_rather_than_what_was_found_before(db: Path) -> None:
    car, _ = clips(db)
    left = db.parent / "recordings" / f"now.mp4{PARTIAL}"
    file = ClipFile(left.with_suffix(""), sync_s=5)
    with HistoryWriter(db) as writer:
        for finding in (Finding("missing", car, ""), Finding("interrupted", f"recordings/{left.name}", "")):
            assert repair(finding, db.parent, writer, 0).is_mended
    file.abandon()
    assert car in clips(db)
    assert (db.parent / car).exists()
    assert left.exists()


def test_clip_that_is_being_written_is_left_alone(db: Path) -> None:
    file = ClipFile(db.parent / "recordings" / "now.mp4", sync_s=5)
    assert storage(db, "check", "--repair").exit_code == 0
    assert file.partial.exists()
    file.abandon()
    assert storage(db, "check").exit_code == 1


def test_verify_tells_ok_changed_missing_and_unknown(db: Path) -> None:
    car, person = clips(db)
    assert (verified(db).exit_code, verified(db).stdout) == (0, f"ok\t{car}\nok\t{person}\n")
    content = bytearray((db.parent / car).read_bytes())
    content[len(content) // 2] ^= 1
    (db.parent / car).write_bytes(content)
    (db.parent / person).unlink()
    assert (verified(db).exit_code, verified(db).stdout) == (1, f"changed\t{car}\nmissing\t{person}\n")


def test_verify_looks_at_what_it_is_given(db: Path) -> None:
    car, person = clips(db)
    assert verified(db, db.parent / person).stdout == f"ok\t{person}\n"
    assert len(verified(db, db.parent / "recordings").stdout.splitlines()) == 2
    stray = db.parent / "stray.mp4"
    assert (verified(db, stray).exit_code, verified(db, stray).stdout) == (1, f"unknown\t{stray}\n")
    assert car in verified(db, db.parent).stdout


def test_missing_history_is_not_made(tmp_path: Path) -> None:
    for result in (storage(tmp_path / "h.db", "check"), verified(tmp_path / "h.db")):
        assert isinstance(result.exception, HistoryError)
    assert list(tmp_path.iterdir()) == []
