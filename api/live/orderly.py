"""Brings fleet and rules what people have changed: the configuration, and which rules are armed."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.configuration import Configuration
from api.live.hearing import Hearing
from api.live.housekeeping import Housekeeping
from api.live.orders import orders
from api.live.specs import camera_specs
from pipeline.errors import VedetteError
from pipeline.live.camera import CameraSpec
from pipeline.live.fleet import Fleet
from rules.delivery.dispatcher import Dispatcher
from rules.judgement import Arming
from rules.language.watching import WatchedFile

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Staff:
    """All that follow a configuration."""

    fleet: Fleet
    hearing: Hearing
    housekeeping: Housekeeping
    dispatcher: Dispatcher


class Orderly:
    """Has a configuration followed, and each change of it. One thread calls it.

    Args:
        file: The configuration's.
        environment: Where `${NAME}` is taken from.
        staff: Who follows it.

    Raises:
        VedetteError: The environment lacks a secret, or an address is none.
    """

    def __init__(
        self, file: WatchedFile[Configuration], environment: Mapping[str, str], staff: Staff
    ) -> None:
        self._file = file
        self._environment = environment
        self._staff = staff
        self._armings: Sequence[Arming] = ()
        self._first = camera_specs(file.content, environment)
        self._begun = self._seen = file.content
        self._refusal: str | None = None
        self.configuration = file.content
        """What is followed."""

    @property
    def trouble(self) -> str | None:
        """Why the file says something else than what is followed, in one line; None if it does not."""
        return self._file.trouble or self._refusal

    def begin(self) -> None:
        """Have the configuration followed that was read first."""
        self._follow(self.configuration, self._first)

    def look(self) -> None:
        """Have the file followed if it says something new; one that cannot be is refused, and logged once."""
        self._file.reload()
        if self._file.content is not self._seen:
            self._seen = self._file.content
            self._refusal = self._change(self._seen)

    def heed(self, armings: Sequence[Arming]) -> None:
        """Have rules armed and disarmed as people said."""
        if armings != self._armings:
            self._armings = armings
            self._give_orders(self.configuration)

    def _change(self, wanted: Configuration) -> str | None:
        """Follow another configuration; answer why not, or why not in all."""
        try:
            specs = camera_specs(wanted, self._environment)
        except VedetteError as error:
            log.error("configuration: refused, the old one stays: %s", error)  # noqa: TRY400 - a slip
            return str(error)
        self._follow(wanted, specs)
        changed = list(_fixed(self._begun, wanted))
        if not changed:
            return None
        refusal = f"{', '.join(changed)}: taken at the next start, until then as before"
        log.warning("configuration: %s", refusal)
        return refusal

    def _follow(self, wanted: Configuration, specs: Sequence[CameraSpec]) -> None:
        """Have it followed; cameras that are to be watched as before are not touched."""
        self._give_orders(wanted)
        self._staff.fleet.apply(specs, self._staff.hearing.leave)
        self._staff.hearing.note(list(self._staff.fleet.states()))
        self._staff.housekeeping.retention = wanted.storage.retention
        self._staff.housekeeping.look()
        self._staff.dispatcher.announce(wanted.plan, tuple(wanted.cameras))
        self.configuration = wanted

    def _give_orders(self, wanted: Configuration) -> None:
        self._staff.hearing.orders = orders(wanted.plan, wanted.cameras, self._armings)


def _fixed(begun: Configuration, wanted: Configuration) -> Iterator[str]:
    """What is settled when a service starts, and is wanted otherwise now."""
    if wanted.storage.folder != begun.storage.folder:
        yield "storage.folder"
    if wanted.model != begun.model:
        yield "model"
    if wanted.server != begun.server:
        yield "server"
