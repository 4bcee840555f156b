"""The description that is checked in is that of the program."""

import json
from pathlib import Path

from api.http.app import make_app
from api.http.doorkeeper import Doorkeeper
from api.http.served import Served
from api.tokens import FILE_NAME, TokenFile

CHECKED_IN = Path(__file__).parents[1] / "docs" / "openapi.json"


def test_the_description_checked_in_is_the_programs(tmp_path: Path) -> None:
    doorkeeper = Doorkeeper(TokenFile(tmp_path / FILE_NAME), is_local=True)
    described = make_app(Served(tmp_path / "history.db"), doorkeeper).openapi()
    assert json.loads(CHECKED_IN.read_text("utf-8")) == json.loads(json.dumps(described)), (
        "write it anew: vedette serve --describe > docs/openapi.json"
    )


def test_names_of_routes_are_unique() -> None:
    described = json.loads(CHECKED_IN.read_text("utf-8"))
    names = [each["operationId"] for path in described["paths"].values() for each in path.values()]
    assert len(names) == len(set(names))
