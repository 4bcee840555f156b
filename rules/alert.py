"""One firing of a rule, as it is stored and sent."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from rules.judgement import Firing, Reason, View

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Alert:
    """One firing of a rule, with the events that caused it and why."""

    id: str
    """Of the same firing the same, however often it is judged: nothing is stored or sent twice."""
    rule: str
    camera: str
    time_us: int
    """On the source's clock."""
    utc_us: int | None
    """The same moment since 1970 in UTC; None if the recording's time is unknown."""
    label: str | None
    """Of the first event; None if an absence fired."""
    score: float | None
    events: tuple[str, ...]
    zones: tuple[str, ...]
    reasons: tuple[Reason, ...]
    snapshot: str | None = None
    """Path of a JPEG, relative to the history's folder."""
    is_live: bool = False
    is_test: bool = False
    """Sent to try the rule's actions; nothing happened."""
    is_late: bool = False
    """True when it is sent so long after the fact that it is no news."""

    @classmethod
    def from_firing(
        cls,
        firing: Firing,
        view: View,
        zones: tuple[str, ...] = (),
        *,
        is_live: bool,
        source: str = "",
    ) -> Self:
        """Make an alert of a rule's firing.

        Args:
            firing: What the engine gave.
            view: Of the same camera.
            zones: Those that the first event was in.
            is_live: False for footage, whose alerts go outside only if asked.
            source: Names the source for good (a file's fingerprint): tells absences in two files apart.
        """
        first = firing.tracks[0] if firing.tracks else source
        utc_us = None if view.recorded_us is None else view.recorded_us + firing.time_us
        return cls(
            id=digest(firing.rule, firing.camera, firing.time_us, first),
            rule=firing.rule,
            camera=firing.camera,
            time_us=firing.time_us,
            utc_us=utc_us,
            label=firing.label,
            score=firing.score,
            events=firing.tracks,
            zones=zones,
            reasons=firing.reasons,
            is_live=is_live,
        )

    @classmethod
    def test(cls, rule: str, camera: str, now_us: int, label: str | None = None) -> Self:
        """Make an alert that only tries a rule's actions."""
        reason = Reason("asked for by a person", held=True, found="a test: nothing happened")
        key = digest("test", rule, camera, now_us)
        return cls(
            key, rule, camera, now_us, now_us, label, None, (), (), (reason,), is_live=True, is_test=True
        )

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The alert that `to_json` told of."""
        utc_us = _microseconds(value["time"])
        time_us = utc_us if value["live"] else round(value["time_s"] * 1e6)
        if time_us is None:
            raise ValueError(f"alert {value['id']}: expected the time of a live alert, received none")
        return cls(
            id=value["id"],
            rule=value["rule"],
            camera=value["camera"],
            time_us=time_us,
            utc_us=utc_us,
            label=value["label"],
            score=value["score"],
            events=tuple(value["events"]),
            zones=tuple(value["zones"]),
            reasons=tuple(Reason(**reason) for reason in value["reasons"]),
            snapshot=value["snapshot"],
            is_live=value["live"],
            is_test=value["test"],
            is_late=value["late"],
        )

    def to_json(self) -> dict[str, Any]:
        """What `/alerts` shows and webhooks receive. `time_s` is null for live cameras, as in events."""
        return {
            "id": self.id,
            "rule": self.rule,
            "camera": self.camera,
            "time": None if self.utc_us is None else moment(self.utc_us).isoformat(timespec="microseconds"),
            "time_s": None if self.is_live else self.time_us / 1e6,
            "label": self.label,
            "score": self.score,
            "events": list(self.events),
            "zones": list(self.zones),
            "reasons": [
                {"condition": reason.condition, "held": reason.held, "found": reason.found}
                for reason in self.reasons
            ],
            "snapshot": self.snapshot,
            "live": self.is_live,
            "test": self.is_test,
            "late": self.is_late,
        }


def digest(*parts: object) -> str:
    """A name of 32 hexadecimal digits for what the parts say: equal parts, equal name."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:32]


def moment(utc_us: int) -> datetime:
    """The time in UTC."""
    return EPOCH + timedelta(microseconds=utc_us)


def _microseconds(iso: str | None) -> int | None:
    return None if iso is None else (datetime.fromisoformat(iso) - EPOCH) // timedelta(microseconds=1)
