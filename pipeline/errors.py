"""The errors that vedette raises on purpose.

    VedetteError
    ├── SourceError            what a person gave to be watched
    │   ├── SourceNotFound     (also FileNotFoundError)
    │   ├── SourceUnreadable   (also PermissionError)
    │   ├── SourceUnreachable  (also ConnectionError)
    │   └── SourceInvalid      (also ValueError)
    ├── HistoryError           the database and its files
    │   └── HistoryTooNew
    ├── DeliveryError          what an alert sets going outside
    │   ├── DeliveryFailed     trying again may help
    │   │   └── SecretMissing
    │   ├── DeliveryRefused    trying again cannot help
    │   └── DeliveryTooLate    nothing helps any more
    ├── RecordingError         a clip cannot be cut or written
    ├── RulesInvalid           (also ValueError) rules or configuration; in `rules.language.problem`
    └── TruthInvalid           (also ValueError) a truth file for `vedette evaluate`

Every message is one line that says what, where, what was expected and what was received.
"""


class VedetteError(Exception):
    """Anything that a person can mend, told in one line."""


class SourceError(VedetteError):
    """A source cannot be watched."""


class SourceNotFound(SourceError, FileNotFoundError):
    """There is nothing at the given path."""


class SourceUnreadable(SourceError, PermissionError):
    """The source exists, but we may not read it."""


class SourceUnreachable(SourceError, ConnectionError):
    """A camera does not answer, or went away: trying again may help."""


class SourceInvalid(SourceError, ValueError):
    """The source is no video: empty, of another kind, cut off before its index, or without a picture."""


class HistoryError(VedetteError):
    """The history cannot be opened or written."""


class HistoryTooNew(HistoryError):
    """The history was written by a newer vedette."""


class RecordingError(VedetteError):
    """A clip cannot be cut or written."""


class TruthInvalid(VedetteError, ValueError):
    """A truth file does not say what `vedette evaluate` needs."""


class DeliveryError(VedetteError):
    """An alert did not get to where a rule sends it."""


class DeliveryFailed(DeliveryError):
    """It did not work this time, but may if tried again; after `retry_after_us` at the soonest, if given."""

    def __init__(self, message: str, retry_after_us: int | None = None) -> None:
        super().__init__(message)
        self.retry_after_us = retry_after_us


class SecretMissing(DeliveryFailed):
    """A `${NAME}` in an action's settings is not in the environment."""


class DeliveryRefused(DeliveryError):
    """The target wants none of it: trying again cannot help."""


class DeliveryTooLate(DeliveryError):
    """The time at which the delivery would have been of use is over."""
