"""Tokens by which programs and people say who they are over HTTP; only their digests are kept."""

import hashlib
import json
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from pipeline.errors import VedetteError

Role = Literal["view", "operate", "admin"]
"""What one may do: look; also correct, arm and fire; also change zones and lines."""

ROLES: Final[tuple[Role, ...]] = get_args(Role)
"""Each includes those before it."""

FILE_NAME: Final = "tokens.json"
"""Beside the history."""

PREFIX: Final = "vedette_"
"""Tells people, and programs that look for leaked secrets, what it is."""

TOKEN_BYTES: Final = 32
"""256 random bits: nobody guesses them, so that a plain digest is enough, and quick for each request."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept."""

    name: str
    """Whose it is: `phone`, `home assistant`."""
    role: Role
    sha256: str
    """Of the token, in hexadecimal."""
    created_us: int
    """UTC."""


class TokenFile:
    """The tokens of one history, in a file that its owner alone can read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self._tokens: tuple[Token, ...] = ()

    def tokens(self) -> tuple[Token, ...]:
        """All tokens, the oldest first; the file is read again when it has changed.

        Raises:
            VedetteError: It cannot be read, or is something else.
        """
        stamp = self._found_stamp()
        if stamp != self._stamp:
            self._tokens = () if stamp is None else self._read()
            self._stamp = stamp
        return self._tokens

    def of(self, text: str) -> Token | None:
        """The token that was made as this text; None if none was, or it was revoked."""
        sha256 = _digest(text)
        return next((token for token in self.tokens() if token.sha256 == sha256), None)

    def make(self, name: str, role: Role, now_us: int) -> str:
        """Make a token; gives its text, which nobody can tell again.

        Raises:
            VedetteError: There is one of this name, or the file cannot be written.
        """
        known = self.tokens()
        if any(token.name == name for token in known):
            raise VedetteError(
                f"token {name!r}: expected a name that no other token has; revoke that one first"
            )
        text = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
        self._write([*known, Token(name, role, _digest(text), now_us)])
        return text

    def revoke(self, name: str) -> None:
        """Have a token accepted no more.

        Raises:
            VedetteError: There is none of this name, or the file cannot be written.
        """
        known = self.tokens()
        left = [token for token in known if token.name != name]
        if len(left) == len(known):
            names = ", ".join(token.name for token in known) or "none is made"
            raise VedetteError(f"token: expected the name of one ({names}), received {name!r}")
        self._write(left)

    def _found_stamp(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise VedetteError(f"tokens {self._path}: {error.strerror}") from error
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _read(self) -> tuple[Token, ...]:
        try:
            return tuple(_token(each) for each in json.loads(self._path.read_text("utf-8"))["tokens"])
        except OSError as error:
            raise VedetteError(f"tokens {self._path}: {error.strerror}") from error
        except (ValueError, TypeError, KeyError) as error:
            raise VedetteError(
                f"tokens {self._path}: expected what `vedette token make` writes, received something else"
            ) from error

    def _write(self, tokens: Sequence[Token]) -> None:
        """Put the file in place of the old one, readable by its owner alone from the first byte on."""
        partial = self._path.with_name(f"{self._path.name}.partial")
        text = json.dumps({"tokens": list(map(asdict, tokens))}, indent=1, ensure_ascii=False)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                partial.unlink()
            with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text + "\n")
            partial.replace(self._path)
        except OSError as error:
            raise VedetteError(f"tokens {self._path}: {error.strerror}") from error


def _token(value: dict[str, object]) -> Token:
    role = value["role"]
    if role not in ROLES or not all(isinstance(value[key], str) for key in ("name", "sha256")):
        raise ValueError("expected name, role and digest")
    return Token(**value)  # type: ignore[arg-type]  # as checked


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
