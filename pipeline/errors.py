"""The errors that vedette raises on purpose.

    VedetteError
    ├── SourceError            what a person gave to be watched
    │   ├── SourceNotFound     (also FileNotFoundError)
    │   ├── SourceUnreadable   (also PermissionError)
    │   └── SourceInvalid      (also ValueError)
    ├── HistoryError           the database and its files
    │   └── HistoryTooNew
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


class SourceInvalid(SourceError, ValueError):
    """The source is no video: empty, of another kind, cut off before its index, or without a picture."""


class HistoryError(VedetteError):
    """The history cannot be opened or written."""


class HistoryTooNew(HistoryError):
    """The history was written by a newer vedette."""


class TruthInvalid(VedetteError, ValueError):
    """A truth file does not say what `vedette evaluate` needs."""
