"""The test run: a skipped test can be made a failure, so that a missing part is noticed."""

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def _only_the_shipped_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep a model that the person at this machine taught from answering in the tests."""
    before = os.environ.get("VEDETTE_MODELS")
    os.environ["VEDETTE_MODELS"] = str(tmp_path_factory.mktemp("models"))
    yield
    if before is None:
        del os.environ["VEDETTE_MODELS"]
    else:
        os.environ["VEDETTE_MODELS"] = before


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--no-skips` and `--may-skip`."""
    parser.addoption("--no-skips", action="store_true", help="fail if a test was skipped")
    parser.addoption(
        "--may-skip",
        action="append",
        default=[],
        metavar="WORD",
        help="with --no-skips: allow skips whose reason contains WORD; may be repeated",
    )


def _forbidden_skips(config: pytest.Config) -> list[str]:
    """One line for each skip that the options forbid: its place and reason."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not config.option.no_skips:
        return []
    reasons = [(report.nodeid, str(report.longrepr[2])) for report in reporter.stats.get("skipped", [])]
    return [
        f"{where}: {reason}"
        for where, reason in reasons
        if not any(word in reason for word in config.option.may_skip)
    ]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that passed but skipped what it must not."""
    if session.exitstatus == pytest.ExitCode.OK and _forbidden_skips(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the skips that failed the run."""
    for line in _forbidden_skips(config):
        terminalreporter.write_line(f"skipped, but --no-skips was given: {line}", red=True)
