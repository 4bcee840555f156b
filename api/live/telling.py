"""Hands alerts on, in a thread of its own: pictures and queues take a disk's time, and analysis has none."""

import logging
import queue
import threading
from dataclasses import dataclass

from api.live.effects import LiveEffects, Occasion
from rules.alert import Alert
from rules.delivery.dispatcher import Dispatcher
from rules.plan import Rule

log = logging.getLogger(__name__)

MOST_WAITING = 1_000
"""Alerts that may wait while the disk does not answer: with pictures 100 MB. The rest is lost, loudly."""


@dataclass(frozen=True, slots=True)
class News:
    """An alert that people are to be told of."""

    alert: Alert
    rule: Rule
    occasion: Occasion


class Telling:
    """Has done what rules ask for their alerts, in the order in which they fired."""

    def __init__(self, dispatcher: Dispatcher, effects: LiveEffects) -> None:
        self._dispatcher = dispatcher
        self._effects = effects
        self._news: queue.Queue[News | None] = queue.Queue()
        self.lost = 0
        """Alerts that were dropped, since too many waited."""
        self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)

    @property
    def waiting(self) -> int:
        """Alerts that nothing was done about yet."""
        return self._news.qsize()

    def start(self) -> None:
        """Begin to tell."""
        self._thread.start()

    def hand_in(self, news: News) -> None:
        """Have it told, without waiting for it."""
        if self._news.qsize() >= MOST_WAITING:
            self.lost += 1
            log.error("rule %s: alert lost: %d wait already", news.alert.rule, MOST_WAITING)
        else:
            self._news.put(news)

    def stop(self, within_s: float) -> None:
        """Tell what was handed in, then end."""
        self._news.put(None)
        self._thread.join(within_s)
        if self._thread.is_alive():
            log.error("alerts: not told within %.0f s, %d wait", within_s, self.waiting)

    def _run(self) -> None:
        while news := self._news.get():
            try:
                self._tell(news)
            except Exception:
                log.exception("rule %s: alert lost", news.alert.rule)

    def _tell(self, news: News) -> None:
        self._effects.attend(news.occasion)
        self._dispatcher.dispatch(news.alert, news.rule.do)
