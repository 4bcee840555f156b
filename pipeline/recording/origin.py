"""Where a clip comes from: said in the clip itself, so that a file alone tells what it is."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose pictures a clip shows."""

    camera: str
    source: str
    """Path or URL as the person gave it, without credentials."""
    fingerprint: str
    """Of the source, as in the history."""
    recorded_us: int | None = None
    """UTC microseconds at which the source's clock stands at 0; None if unknown. 0 for a live camera."""

    def tags(self, start_us: int) -> dict[str, str]:
        """What is written into a clip that begins at `start_us` on the source's clock; names are FFmpeg's."""
        comment = json.dumps({"vedette": asdict(self), "start_us": start_us}, ensure_ascii=False)
        if self.recorded_us is None:
            return {"comment": comment}
        moment = EPOCH + timedelta(microseconds=self.recorded_us + start_us)
        return {"comment": comment, "creation_time": moment.isoformat(timespec="microseconds")}


def origin_of(tags: dict[str, str]) -> tuple[Origin, int] | None:
    """Read origin and start from a clip's tags; None if the clip is none of ours."""
    comment = next((text for name, text in tags.items() if name.lower() == "comment"), "")
    try:
        told = json.loads(comment)
        return Origin(**told["vedette"]), int(told["start_us"])
    except (ValueError, TypeError, KeyError):
        return None
