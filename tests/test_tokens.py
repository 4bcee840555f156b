"""Tokens in their file, and the commands that make them."""

import hashlib
import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.commands.tokens import app
from api.tokens import FILE_NAME, PREFIX, TokenFile
from pipeline.errors import VedetteError


def test_a_token_is_told_once_and_kept_as_a_digest(tmp_path: Path) -> None:
    tokens = TokenFile(tmp_path / FILE_NAME)
    text = tokens.make("phone", "operate", 7)
    assert text.startswith(PREFIX)
    kept = (tmp_path / FILE_NAME).read_text()
    assert text not in kept
    assert json.loads(kept)["tokens"][0]["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600
    found = TokenFile(tmp_path / FILE_NAME).of(text)
    assert found is not None
    assert (found.name, found.role, found.created_us) == ("phone", "operate", 7)
    assert tokens.of(text[:-1]) is None


def test_a_name_is_used_once(tmp_path: Path) -> None:
    tokens = TokenFile(tmp_path / FILE_NAME)
    tokens.make("phone", "view", 0)
    with pytest.raises(VedetteError, match="expected a name that no other token has"):
        tokens.make("phone", "view", 0)
    with pytest.raises(VedetteError, match=r"expected the name of one \(phone\), received 'tablet'"):
        tokens.revoke("tablet")
    tokens.revoke("phone")
    assert tokens.tokens() == ()


@pytest.mark.parametrize(
    "content", ["", "{}", '{"tokens": [1]}', '{"tokens": [{"name": "a", "role": "root"}]}']
)
def test_a_file_of_something_else_is_told_in_one_line(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE_NAME).write_text(content)
    with pytest.raises(VedetteError, match="expected what vedette writes there"):
        TokenFile(tmp_path / FILE_NAME).tokens()


def run(db: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--db", str(db)])


def test_the_commands_make_list_and_revoke(tmp_path: Path) -> None:
    db = tmp_path / "out" / "history.db"
    text = run(db, "make", "phone", "--role", "operate").stdout.strip()
    assert TokenFile(db.parent / FILE_NAME).of(text) is not None
    (listed,) = json.loads(run(db, "list", "--json").stdout)["tokens"]
    assert (listed["name"], listed["role"]) == ("phone", "operate")
    assert run(db, "list").stdout.startswith("phone\toperate\t")
    assert run(db, "revoke", "phone").stdout == "phone: revoked\n"
    assert run(db, "list").stdout == ""


@pytest.mark.parametrize("arguments", [("make", "phone", "--role", "root"), ("make", " "), ("make", "a\nb")])
def test_a_token_needs_a_role_and_a_name(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = run(tmp_path / "history.db", *arguments)
    assert result.exit_code == 2
    assert "expected" in result.stderr
