"""A program that delivers until it is killed: `python -m tests.delivering HISTORY CLOCK URL FIRST LAST`.

CLOCK is a file with the time in microseconds; alerts FIRST to LAST (not included) happen when it starts.
"""

import sys
import threading
from pathlib import Path

from rules.delivery.desk import DeskSettings
from rules.delivery.dispatcher import Dispatcher, DispatchSettings
from rules.delivery.office import OfficeSettings
from rules.plan import Action
from tests.delivery_samples import NoEffects, alert


def main(history: str, clock: str, url: str, first: str, last: str) -> None:
    """Deliver to a webhook."""

    def now_us() -> int:
        return int(Path(clock).read_text())

    settings = DispatchSettings(office=OfficeSettings(poll_s=0.05, desk=DeskSettings()))
    with Dispatcher(Path(history), NoEffects(), {}, settings, now_us) as dispatcher:
        for number in range(int(first), int(last)):
            dispatcher.dispatch(alert(number, utc_us=now_us()), [Action("webhook", {"url": url})])
        threading.Event().wait()


main(*sys.argv[1:])
