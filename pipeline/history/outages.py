"""When cameras were not watched, as the history keeps it."""

import sqlite3
from typing import Final

from pipeline.live.outage import Outage

NOTE: Final = """
insert into outages (camera, what, start_utc_us, end_utc_us, reason)
values (?, ?, ?, ?, ?)
on conflict (camera, what, start_utc_us) do update
    set end_utc_us = excluded.end_utc_us, reason = excluded.reason
"""

END_INTERRUPTED: Final = """
update outages set end_utc_us = max(start_utc_us, coalesce(
    (select noted_utc_us from camera_states c where c.camera = outages.camera), start_utc_us))
where end_utc_us is null
"""


class Outages:
    """Reads and writes the table over a connection; transactions are the caller's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def note(self, outage: Outage) -> None:
        """Write an outage that began, or the end of one."""
        end_us = None if outage.end_us is None else max(outage.start_us, outage.end_us)
        row = (outage.camera, outage.what, outage.start_us, end_us, outage.reason)
        self._connection.execute(NOTE, row)

    def end(self, camera: str, now_us: int) -> None:
        """End what lasts of a camera: nobody watches it any more, so that there is nothing to miss."""
        sql = "update outages set end_utc_us = max(start_utc_us, ?) where camera = ? and end_utc_us is null"
        self._connection.execute(sql, (now_us, camera))

    def end_interrupted(self) -> None:
        """End what lasts when the camera's state was last noted: its service was killed then."""
        self._connection.execute(END_INTERRUPTED)

    def forget(self, before_us: int) -> int:
        """Remove those that were over before a time; answers how many."""
        return self._connection.execute("delete from outages where end_utc_us < ?", (before_us,)).rowcount

    def latest(self, limit: int, camera: str | None = None, since_us: int | None = None) -> list[Outage]:
        """The latest outages, the newest first.

        Args:
            limit: At most so many.
            camera: Only of this one.
            since_us: UTC: only those of which any part lies at this time or later.
        """
        values = (camera, camera, since_us, since_us, limit)
        sql = """select camera, what, start_utc_us, end_utc_us, reason from outages
            where (? is null or camera = ?) and (? is null or coalesce(end_utc_us >= ?, true))
            order by start_utc_us desc, camera, what limit ?"""
        return [Outage(*row) for row in self._connection.execute(sql, values)]
