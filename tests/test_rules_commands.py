"""The commands around rules, on made histories: test, explain, arm, disarm, fire, alerts, deliveries."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from pipeline.history.history import History
from pipeline.history.writer import HistoryWriter
from rules.archive.judging import judge
from rules.archive.keeping import keep
from tests.delivery_samples import receiver
from tests.history_samples import HOUR_US, SECOND_US, analysis, store
from tests.trace_samples import GATE, plan_of, walker

RULES = """\
  - name: enters
    when: {label: person, zone: driveway, min_score: 0.6}
    cooldown: 15s
    do: [alert]
  - name: lingers
    when: {label: person, zone: driveway, for: 5s}
    do: [alert]
"""
OF = replace(analysis("gate"), camera="gate")
YEAR_US = 365 * 24 * HOUR_US


def vedette(*arguments: str | Path, status: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A history in which three people cross the driveway, each for two seconds; its rules beside it."""
    store(tmp_path / "history.db", OF, [walker(OF, number, start_s=10 * number) for number in (1, 2, 3)])
    rules(tmp_path, RULES)
    return tmp_path / "history.db"


def rules(folder: Path, text: str, name: str = "rules.yaml") -> Path:
    path = folder / name
    path.write_text(f"{GATE}rules:\n{text}", "utf-8")
    return path


def keep_alerts(db: Path) -> None:
    plan = plan_of(db.parent, RULES)
    with HistoryWriter(db) as writer, History.open(db) as history:
        for judgement in judge(history, history.sources(), plan):
            writer.transact(partial(keep, judgement=judgement, rulings=judgement.rulings))


def told(db: Path, *options: str | Path) -> dict[str, dict[str, int]]:
    output = vedette("rules", "test", db.parent / "rules.yaml", "--db", db, "--json", *options).stdout
    counts: dict[str, dict[str, int]] = json.loads(output)["rules"]
    return counts


def test_rules_test_tells_what_would_have_fired_and_counts_it(db: Path) -> None:
    assert told(db) == {"enters": {"told": 2, "cooldown": 1}, "lingers": {"told": 0}}
    lines = vedette("rules", "test", db.parent / "rules.yaml", "--db", db).stdout.splitlines()
    assert [line.split("\t")[-1] for line in lines[:3]] == ["told", "withheld: cooldown", "told"]
    assert lines[-2:] == ["enters: 2 told, withheld: 1 cooldown", "lingers: 0 told"]


def test_rules_test_changes_nothing(db: Path) -> None:
    told(db)
    with closing(sqlite3.connect(db)) as connection:
        assert connection.execute("select count(*) from alerts").fetchone() == (0,)


def test_rules_test_keeps_to_the_time_asked_for_but_knows_cooldowns_from_before(db: Path) -> None:
    assert told(db, "--since", "2026-11-23T12:00:20Z")["enters"] == {"told": 1, "cooldown": 1}
    assert told(db, "--until", "2026-11-23T12:00:20Z")["enters"] == {"told": 1}
    assert told(db, "--since", "2026-11-23T13:00:00Z")["enters"] == {"told": 0}


def test_rules_test_against_others_tells_only_what_differs(db: Path) -> None:
    old = rules(db.parent, RULES.replace("15s", "5s").replace("5s}", "1s}"), "old.yaml")
    output = vedette("rules", "test", db.parent / "rules.yaml", "--db", db, "--against", old, "--json").stdout
    found = json.loads(output)
    assert [alert["rule"] for alert in found["only_before"]] == ["lingers", "enters", "lingers", "lingers"]
    assert (found["only_now"], found["other_times"]) == ([], [])


def test_rules_test_against_others_pairs_what_fires_at_another_time(db: Path) -> None:
    text = "  - {name: waits, when: {label: person, zone: driveway, for: 1s}, do: [alert]}\n"
    new, old = rules(db.parent, text), rules(db.parent, text.replace("1s", "500ms"), "old.yaml")
    lines = vedette("rules", "test", new, "--db", db, "--against", old).stdout.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["another time"] * 3 + [
        "0 only now, 0 only before, 3 at another time"
    ]


def test_rules_explain_says_which_condition_failed_and_by_how_much(db: Path) -> None:
    output = vedette(
        "rules", "explain", OF.event_id(1), "--rules", db.parent / "rules.yaml", "--db", db
    ).stdout.splitlines()
    assert output[0] == "enters: fired at 14.0 s"
    (lingers,) = [line for line in output if line.startswith("lingers: did not fire")]
    assert "for 5 s" in lingers


def test_rules_explain_names_the_nearest_event(db: Path) -> None:
    result = CliRunner().invoke(
        app, ["rules", "explain", "0" * 20, "--rules", str(db.parent / "rules.yaml"), "--db", str(db)]
    )
    assert result.exit_code == 2
    assert "nearest" in result.output


def test_a_disarmed_rule_is_silent_from_then_on(tmp_path: Path) -> None:
    db = tmp_path / "history.db"
    rules(tmp_path, RULES)
    for name, recorded_us in (("long ago", 0), ("in a long time", 100 * YEAR_US)):
        of = replace(OF, fingerprint=name, recorded_us=recorded_us)
        store(db, of, [walker(of, 1, start_s=10)])
    assert vedette("rules", "disarm", "enters", "--db", db).stdout == "enters: disarmed\n"
    assert told(db)["enters"] == {"told": 1, "disarmed": 1}
    vedette("rules", "arm", "enters", "--db", db)
    assert told(db)["enters"] == {"told": 2}


def test_a_rule_can_be_disarmed_while_the_history_is_written(db: Path) -> None:
    with HistoryWriter(db):
        vedette("rules", "disarm", "enters", "--db", db)


def test_arming_names_the_nearest_rule_of_a_file(db: Path) -> None:
    result = vedette("rules", "arm", "enter", "--db", db, "--rules", db.parent / "rules.yaml", status=2)
    assert "'enters'" in result.output


def test_alerts_are_listed_newest_first_and_filtered(db: Path) -> None:
    keep_alerts(db)
    lines = vedette("alerts", "--db", db).stdout.splitlines()
    assert [line.split("\t")[2:4] for line in lines] == [["enters", "person 0.75"]] * 2
    assert lines == sorted(lines, reverse=True)
    assert len(vedette("alerts", "--db", db, "--withheld").stdout.splitlines()) == 3
    assert vedette("alerts", "--db", db, "--camera", "yard").stdout == ""
    (alert,) = json.loads(vedette("alerts", "--db", db, "--limit", "1", "--json").stdout)["alerts"]
    assert (alert["events"], alert["source"], alert["withheld"]) == ([OF.event_id(3)], "gate.mp4", None)
    assert alert["time_s"] * SECOND_US == 34 * SECOND_US


def test_fire_sends_a_test_through_the_queue_and_says_what_came_of_it(tmp_path: Path) -> None:
    with receiver() as server:
        hook = f"webhook: {{url: 'http://127.0.0.1:{server.port}/hook'}}"
        file = rules(tmp_path, RULES.replace("do: [alert]", f"do: [alert, {hook}]", 1))
        result = vedette("rules", "fire", "enters", "--rules", file, "--db", tmp_path / "history.db")
        (request,) = server.received
    assert result.stdout.splitlines() == [
        "alert: stored as a test",
        f"webhook http://127.0.0.1:{server.port}: delivered, 1 attempt",
    ]
    sent = json.loads(request.body)
    assert (sent["test"], sent["rule"], sent["camera"], sent["late"]) == (True, "enters", "gate", False)
    line = vedette("alerts", "--db", tmp_path / "history.db").stdout
    assert line.rstrip().endswith("test")


def test_what_was_given_up_is_listed_and_resent(tmp_path: Path) -> None:
    db = tmp_path / "history.db"
    with receiver() as server:
        server.status = 404
        hook = f"webhook: {{url: 'http://127.0.0.1:{server.port}/hook'}}"
        file = rules(tmp_path, RULES.replace("do: [alert]", f"do: [{hook}]", 1))
        refused = vedette("rules", "fire", "enters", "--rules", file, "--db", db, status=1)
        assert "given up" in refused.stdout
        (line,) = vedette("deliveries", "--db", db, "--failed").stdout.splitlines()
        delivery_id, camera, rule, _, state, attempts, error = line.split("\t")
        assert (camera, rule, state, attempts) == ("gate", "enters", "given up", "1")
        assert "404" in error
        server.status = 200
        assert "delivered" in vedette("deliveries", "resend", delivery_id, "--db", db).stdout
    (told_of,) = json.loads(vedette("deliveries", "--db", db, "--json").stdout)["deliveries"]
    assert (told_of["id"], told_of["state"]) == (delivery_id, "delivered")
    assert vedette("deliveries", "--db", db, "--failed").stdout == ""
