"""What each camera's picture looks like, as far as the history knows."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """A camera's picture, of its latest source that has one."""

    camera: str
    width: int | None
    """In pixels; None as long as no source was seen to its end."""
    height: int | None
    still: str | None
    """JPEG, relative to the history's folder."""


def views(connection: sqlite3.Connection) -> Mapping[str, View]:
    """Read the view of every camera, by its name."""
    rows = connection.execute("""
        select c.name, s.width, s.height, s.still from cameras c left join sources s on s.id = (
            select max(id) from sources where camera = c.name and shown = 1 and still is not null)
        order by c.name""")
    return {row[0]: View(*row) for row in rows}
