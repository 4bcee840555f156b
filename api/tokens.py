"""Tokens by which programs and people say who they are over HTTP; only their digests are kept."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

from api.private_file import PrivateFile
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
        self._file = PrivateFile[tuple[Token, ...]](path, "tokens", _tokens, ())

    @property
    def path(self) -> Path:
        """Where they are kept."""
        return self._file.path

    def tokens(self) -> tuple[Token, ...]:
        """All tokens, the oldest first; the file is read again when it has changed.

        Raises:
            VedetteError: It cannot be read, or is something else.
        """
        return self._file.content()

    def of(self, text: str) -> Token | None:
        """The token that was made as this text; None if none was, or it was revoked."""
        sha256 = digest(text)
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
        self._write([*known, Token(name, role, digest(text), now_us)])
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

    def _write(self, tokens: Sequence[Token]) -> None:
        self._file.write({"tokens": list(map(asdict, tokens))})


def _tokens(content: Any) -> tuple[Token, ...]:
    return tuple(map(_token, content["tokens"]))


def _token(value: dict[str, Any]) -> Token:
    if value["role"] not in ROLES or not all(isinstance(value[key], str) for key in ("name", "sha256")):
        raise ValueError("expected name, role and digest")
    return Token(**value)


def digest(text: str) -> str:
    """What is kept of a secret, in hexadecimal: enough to know it again."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
