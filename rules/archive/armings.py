"""When people armed and disarmed rules."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from rules.judgement import Arming


class Armings:
    """Reads and writes the table over a connection; transactions are the caller's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def note(self, rule: str, utc_us: int, *, is_armed: bool) -> None:
        """Arm or disarm a rule from a time on."""
        sql = "insert or replace into armings (rule, utc_us, is_armed) values (?, ?, ?)"
        self._connection.execute(sql, (rule, utc_us, int(is_armed)))

    def all(self) -> tuple[Arming, ...]:
        """Everything that was said, in order of time, which is UTC."""
        rows = self._connection.execute("select utc_us, rule, is_armed from armings order by utc_us, rule")
        return tuple(Arming(utc_us, rule, bool(is_armed)) for utc_us, rule, is_armed in rows)


def on_clock(armings: Sequence[Arming], recorded_us: int | None, until_us: int) -> tuple[Arming, ...]:
    """What holds for a source, on its clock: what was said before it begins holds from its beginning on.

    Of a source of unknown time nobody can say what held then: what was said last counts.

    Args:
        armings: In UTC, in order.
        recorded_us: UTC at which the source's clock stands at 0; None if unknown.
        until_us: The source's end, on its clock.
    """
    if recorded_us is None:
        return tuple(replace(arming, time_us=0) for arming in armings)
    shifted = (replace(arming, time_us=max(0, arming.time_us - recorded_us)) for arming in armings)
    return tuple(arming for arming in shifted if arming.time_us <= until_us)
