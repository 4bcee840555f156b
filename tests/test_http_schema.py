"""Every route is asked all kinds of things: none ends in an error of ours, each answer is as described."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.http.failures import FailureSettings
from tests.http_serving import RULES, WAIT_S, fill, make_token, serving
from tests.rules_samples import write_rules

EXAMPLES: Final = 5
"""Of each route, right ones and as many wrong ones."""

ONCE: Final = settings(
    max_examples=EXAMPLES,
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)

ENDLESS: Final = "/events/stream"
"""It never ends when all is well; it is tested by itself."""

CHECKS: Final = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    ignored_auth,
]


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> Iterator[schemathesis.BaseSchema]:
    """A served history with rules, as it describes itself; a token is needed, and guessing is borne."""
    folder = tmp_path_factory.mktemp("served")
    fill(folder / "history.db")
    rules = write_rules(folder / "vedette.yaml", RULES)
    token = make_token(folder / "history.db")
    patient = FailureSettings(at_once=1_000_000)
    with serving(folder / "history.db", rules, failures=patient) as server:
        found = schemathesis.openapi.from_url(f"{server.url}openapi.json")
        found.config.update(headers={"Authorization": f"Bearer {token}"}, request_timeout=WAIT_S)
        yield found.exclude(path=ENDLESS)


@pytest.mark.slow
def test_whatever_is_asked_is_answered_as_described(description: schemathesis.BaseSchema) -> None:
    asked = 0
    for found in description.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        for mode in schemathesis.GenerationMode:
            asked += 1
            ask(operation, mode)
    assert asked > 80


def ask(operation: schemathesis.APIOperation[Any, Any, Any, Any], mode: schemathesis.GenerationMode) -> None:
    """Ask one route what it describes as right, or what it describes as wrong."""

    @ONCE
    @given(operation.as_strategy(generation_mode=mode))
    def one(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(checks=CHECKS)

    with suppress(Unsatisfiable):  # nothing can be wrong with a route that takes nothing
        one()
