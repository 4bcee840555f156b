"""What would be better about a camera, in words that a person can act on."""

from collections.abc import Iterator
from typing import Final

from api.doctor.checkup import Checkup, Finding
from api.doctor.patient import Role

LONG_KEY_INTERVAL_S: Final = 4.0
"""Clips begin up to so much before they should: more is a nuisance. Cameras are mostly sold with 2 s."""

LARGE_PIXELS: Final = 1920 * 1088
"""More costs a core several cameras' worth of decoding, and the analysis looks at 352 pixels' width."""

SMALL_WIDTH: Final = 320
"""Below it, people across a yard are too few pixels for a name."""

FEW_FPS: Final = 5.0
"""Below it, what runs is lost between two pictures."""

MANY_FPS: Final = 16.0
"""Ten are looked at; each more is decoded for nothing."""

UNEVEN: Final = 3.0
"""A gap of so many usual ones is no jitter: the camera leaves pictures out when little moves."""

ODD_PACE: Final = 0.05
"""Clocks are right to a thousandth; jitter over some seconds makes a hundredth or two."""

FAR_AHEAD_S: Final = 2.0
"""Less nobody notices who compares the time in the picture with that of an event."""

HINTS: Final = (
    ("(401)", "set user and password as the camera has them; in the URL as ${NAME}, they may hold any sign"),
    ("(403)", "give this user the right to watch in the camera's settings"),
    ("(404)", "the path differs from maker to maker: see the camera's manual, or an ONVIF tool"),
    ("refused", "check the port (RTSP mostly has 554), and that RTSP is switched on in the camera"),
    ("no key frame", "set the key-frame interval (I-frame, GOP) to 1 or 2 s"),
    ("no host", "check the name, or write the camera's IP address"),
    ("timed out", "check that the camera is on and in this network; with transport: udp, try tcp"),
    (
        "certificate",
        "give the camera's certificate or its issuer's as ca_file; it must name the host in the URL",
    ),
    ("environment", "set the variable where vedette is started"),
)
"""What to try for a trouble, by what its message has."""


def advice(checkup: Checkup) -> tuple[str, ...]:
    """Say what would be better."""
    finding, role = checkup.finding, checkup.patient.role
    if finding is None:
        trouble = checkup.trouble or ""
        return tuple(hint for sign, hint in HINTS if sign in trouble)[:1]
    lines = [*_about_keys(finding), *_about_rate(finding), *_about_clock(finding)]
    if "analysed" in role:
        lines += _about_analysis(finding, role)
    if "recorded" in role and finding.codec == "hevc":
        lines.append("clips in H.265 play in few browsers: H.264 plays everywhere")
    if finding.left_out:
        transport = "; use transport: tcp" if checkup.patient.settings.transport == "udp" else ""
        lines.append(f"{finding.left_out} of its key frames came damaged: look at the network{transport}")
    return tuple(lines)


def _about_keys(finding: Finding) -> Iterator[str]:
    interval_s = finding.key_interval_s
    mend = "clips begin up to as much early; set the key-frame interval (I-frame, GOP) to 1 or 2 s"
    if interval_s is None:
        yield f"no second key frame within {finding.watched_s:.0f} s: {mend}"
    elif interval_s > LONG_KEY_INTERVAL_S:
        yield f"a key frame every {interval_s:.1f} s only: {mend}"


def _about_rate(finding: Finding) -> Iterator[str]:
    usual_s = 1 / finding.fps if finding.fps else 0.0
    if finding.longest_gap_s > UNEVEN * usual_s:
        longest = f"up to {finding.longest_gap_s:.2f} s between pictures, {usual_s:.2f} s on average"
        yield f"its rate varies ({longest}): switch off variable rate or “smart codec” for exact times"
    elif finding.told_fps and not 0.8 < finding.fps / finding.told_fps < 1.25:
        told = f"it says {finding.told_fps:.3g} frames/s and sends {finding.fps:.3g}"
        yield f"{told}: harmless here, where packets tell the time; other programs may go wrong"
    if finding.fps < FEW_FPS:
        yield f"{finding.fps:.2g} frames/s lose what moves fast: 10 are right"


def _about_clock(finding: Finding) -> Iterator[str]:
    if abs(finding.pace - 1) > ODD_PACE:
        more = "fast" if finding.pace > 1 else "slow"
        yield f"its clock runs {abs(finding.pace - 1):.0%} too {more}: times in its clips do so too"
    ahead_s = finding.clock_ahead_s
    if ahead_s is not None and abs(ahead_s) > FAR_AHEAD_S:
        side = "ahead of" if ahead_s > 0 else "behind"
        yield f"its time of day is {abs(ahead_s):,.0f} s {side} ours: set its time server (NTP)"


def _about_analysis(finding: Finding, role: Role) -> Iterator[str]:
    width, height = finding.size_wh
    if width * height > LARGE_PIXELS:
        also = "; keep this one as record" if "recorded" in role else ""
        yield f"{width}x{height} is much to decode for the analysis: use the camera's sub stream as url{also}"
    elif width < SMALL_WIDTH:
        yield f"{width}x{height} is too small to tell what moves: 640x360 is right"
    if finding.codec == "hevc":
        yield "H.265 costs more to decode: use H.264 for the analysed stream"
    if finding.fps > MANY_FPS:
        yield f"{finding.fps:.3g} frames/s are decoded and 10 looked at: 10 to 15 spare the processor"
