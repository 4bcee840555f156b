"""Secrets: taken from the environment at the moment of sending, and kept out of every message."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from pipeline.errors import SecretMissing

_NAME = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_USER = re.compile(r"(?<=://)[^/?#@]*(?=@)")
_PIECE = re.compile(r"[^/:@?&=#,+\s]{6,}")
"""Parts of a URL that may be a token; shorter ones are names of hosts, options and the like."""

HIDDEN = "…"


class Secrets:
    """Fills `${NAME}` in for one delivery, and afterwards knows what its messages must not say."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._hidden: dict[str, str] = {}

    def fill(self, text: str) -> str:
        """Put the environment's values in place of each `${NAME}`.

        Raises:
            SecretMissing: The environment has no such name, or nothing under it.
        """
        return _NAME.sub(lambda found: self._value(found[1]), text)

    def fill_url(self, url: str) -> str:
        """As `fill`, but user name and password may hold any sign: they are quoted as URLs need it."""
        return self.fill(_USER.sub(lambda user: self._quoted(user[0]), url))

    def conceal(self, filled_url: str) -> None:
        """Have `hide` take out each part of a URL, for libraries that quote it in their messages."""
        for piece in _PIECE.findall(filled_url.partition("://")[2]):
            self._hidden.setdefault(piece, HIDDEN)

    def hide(self, text: str) -> str:
        """Put the names back in place of the values that this delivery used."""
        for value in sorted(self._hidden, key=len, reverse=True):
            text = text.replace(value, self._hidden[value])
        return text

    def _quoted(self, text: str) -> str:
        return _NAME.sub(lambda found: quote(self._value(found[1]), safe=""), text)

    def _value(self, name: str) -> str:
        value = self._environment.get(name)
        if not value:
            raise SecretMissing(f"environment: expected a value for {name}, as the rules need, received none")
        for form in (value, quote(value), quote(value, safe="")):
            self._hidden[form] = f"${{{name}}}"
        return value
