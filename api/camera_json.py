"""How cameras fare, as scripts see it and as lines of text."""

from datetime import UTC, datetime

from api.moment import iso
from pipeline.history.cameras import NotedState
from pipeline.live.outage import Outage


def camera_json(noted: NotedState) -> dict[str, object]:
    """Lay a camera's state out as JSON; counts are since its service began to watch it."""
    state = noted.state
    return {
        "name": state.name,
        "url": state.shown_url,
        "watched": noted.is_watched,
        "connected": state.is_connected,
        "since": iso(state.since_us),
        "codec": state.codec,
        "width": state.width,
        "height": state.height,
        "fps_read": round(state.fps_read, 2),
        "fps_analysed": round(state.fps_analysed, 2),
        "rate_hz": state.rate_hz,
        "lag_s": round(state.lag_s, 3),
        "frames_read": state.frames_read,
        "frames_analysed": state.frames_analysed,
        "frames_dropped": state.frames_dropped,
        "packets_recorded": state.packets_recorded,
        "bytes_read": state.bytes_read,
        "reconnects": state.reconnects,
        "last_error": state.last_error,
        "recording": state.is_recording,
        "recording_trouble": state.recording_trouble,
        "noted": iso(noted.noted_us),
    }


def outage_json(outage: Outage) -> dict[str, object]:
    """Lay an outage out as JSON; `end` is None while it lasts."""
    return {
        "camera": outage.camera,
        "what": outage.what,
        "start": iso(outage.start_us),
        "end": None if outage.end_us is None else iso(outage.end_us),
        "reason": outage.reason,
    }


def camera_line(noted: NotedState, *, is_heard_of: bool) -> str:
    """Name, how it fares, frames read, analysed and dropped, reconnects, and what is wrong; apart by tabs."""
    state = noted.state
    trouble = state.recording_trouble or (None if state.is_connected else state.last_error)
    return "\t".join((
        state.name,
        _condition(noted, is_heard_of=is_heard_of),
        f"{state.fps_read:.1f} frames/s",
        f"{state.fps_analysed:.1f} of {state.rate_hz:g} analysed",
        f"{state.frames_dropped} dropped",
        f"{state.reconnects} reconnects",
        trouble or "-",
    ))  # fmt: skip


def outage_line(outage: Outage) -> str:
    """Camera, what was away, from when until when in local time, and why; apart by tabs."""
    end = "lasts" if outage.end_us is None else _local(outage.end_us)
    return "\t".join((outage.camera, outage.what, _local(outage.start_us), end, outage.reason))


def _condition(noted: NotedState, *, is_heard_of: bool) -> str:
    if not noted.is_watched:
        return f"not watched since {_local(noted.noted_us)}"
    if not is_heard_of:
        return f"nothing heard of its service since {_local(noted.noted_us)}"
    return f"{'connected' if noted.state.is_connected else 'away'} since {_local(noted.state.since_us)}"


def _local(time_us: int) -> str:
    return datetime.fromtimestamp(time_us / 1e6, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")
