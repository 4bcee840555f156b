"""What people said of events: noted, shown as the events' label, and carried over to a new analysis."""

import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipeline.history.event_row import label_columns
from pipeline.values import Event

CERTAIN: Final = 1.0
"""Score of an event whose label a person gave."""

NOTE: Final = """
insert into reviews
    (event_id, label, model_label, model_score, reviewed_utc_us, fingerprint, camera, start_us, end_us, began)
select e.id, :label, e.label, e.score, :now_us, s.fingerprint, s.camera, e.start_us, e.end_us,
    json_extract(e.path, '$[0]')
from events e join sources s on s.id = e.source_id where e.id = :event_id
on conflict (event_id) do update set label = excluded.label, reviewed_utc_us = excluded.reviewed_utc_us
"""

MOVES: Final = """
select e.id as event_id, e.label as model_label, e.score as model_score, r.event_id as before, r.label
from sources s join reviews r on r.fingerprint = s.fingerprint and r.camera = s.camera
    join events e on e.source_id = s.id and e.start_us = r.start_us and e.end_us = r.end_us
        and json_extract(e.path, '$[0]') = r.began
where s.id = ? and e.id not in (select event_id from reviews)
group by e.id
"""
"""The events of a source that are a reviewed life under another id."""

MODEL_SAYS: Final = "update reviews set model_label = ?, model_score = ? where event_id = ?"

MOVE: Final = """
update reviews set event_id = :event_id, model_label = :model_label, model_score = :model_score
where event_id = :before
"""

SHOW: Final = """
update events set label = :label, label_group = :label_group, hidden = :hidden, score = :score
where id = :event_id
"""


@dataclass(frozen=True, slots=True)
class Review:
    """What a person said of an event, beside what the model says."""

    event_id: str
    label: str
    model_label: str
    model_score: float


class Reviews:
    """The table `reviews`. Each method is to be called within a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def note(self, event_id: str, label: str) -> bool:
        """Note what a person says of an event and show it; False if there is no such event."""
        values = {"event_id": event_id, "label": label, "now_us": time.time_ns() // 1000}
        if not self._connection.execute(NOTE, values).rowcount:
            return False
        self._show(event_id, label)
        return True

    def applied(self, events: Sequence[Event]) -> list[Event]:
        """The events as people see them: under the label that a person gave, where one did.

        What the model says now is noted beside it.
        """
        labels = self._labels(event.id for event in events)
        for event in events:
            if event.id in labels:
                self._connection.execute(MODEL_SAYS, (event.label, float(event.score), event.id))
        return [
            replace(event, label=labels[event.id], score=CERTAIN) if event.id in labels else event
            for event in events
        ]

    def carry_over(self, source_id: int) -> None:
        """Give the events of a new analysis the reviews of the same lives in an older one.

        A life is the same if it began at the same time and place and ended at the same time: so it is where
        only the model or the recording time changed. Anything looser could give a person's word to another
        object.
        """
        cursor = self._connection.execute(MOVES, (source_id,))
        names = [column[0] for column in cursor.description]
        for row in cursor.fetchall():
            move = dict(zip(names, row, strict=True))
            self._connection.execute(MOVE, move)
            self._show(str(move["event_id"]), str(move["label"]))

    def _labels(self, event_ids: Iterable[str]) -> dict[str, str]:
        sql = "select event_id, label from reviews where event_id in (select value from json_each(?))"
        return dict(self._connection.execute(sql, (json.dumps(list(event_ids)),)).fetchall())

    def _show(self, event_id: str, label: str) -> None:
        shown = label_columns(label) | {"event_id": event_id, "score": CERTAIN}
        self._connection.execute(SHOW, shown)
        self._connection.execute(
            "update event_zones set label = :label where event_id = :event_id",
            {"label": label, "event_id": event_id},
        )
