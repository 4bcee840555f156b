"""All streams looked at side by side."""

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from api.doctor.advice import advice
from api.doctor.checkup import Checkup
from api.doctor.examination import ExaminationSettings, examine
from api.doctor.patient import Patient

GRACE_S: Final = 5.0
"""Beyond what a stream may take for opening, for watching, and for one more read."""


def checkups(patients: Sequence[Patient], settings: ExaminationSettings | None = None) -> list[Checkup]:
    """Look at all streams at once; gives what was found, in their order, within a bounded time.

    Who hangs where nothing can interrupt it (a name server, a device) is left behind.
    """
    settings = settings or ExaminationSettings()
    found: dict[int, Checkup] = {}

    def visit(number: int, patient: Patient) -> None:
        found[number] = examine(patient, settings)

    visits = [
        threading.Thread(target=visit, args=each, name=f"doctor-{each[1].camera}", daemon=True)
        for each in enumerate(patients)
    ]
    for thread in visits:
        thread.start()
    until_s = time.monotonic() + limit_s(patients, settings)
    for thread in visits:
        thread.join(max(0.0, until_s - time.monotonic()))
    return [_told(found.get(number), patient) for number, patient in enumerate(patients)]


def limit_s(patients: Sequence[Patient], settings: ExaminationSettings) -> float:
    """How long it takes at most, in seconds."""
    streams = [patient.settings for patient in patients if patient.address]
    longest_s = max((stream.open_s + stream.read_s for stream in streams), default=0.0)
    return longest_s + settings.most_s + GRACE_S


def _told(checkup: Checkup | None, patient: Patient) -> Checkup:
    checkup = checkup or Checkup(patient, None, f"{patient.shown}: timed out: opening it never came back")
    return replace(checkup, advice=advice(checkup))
