"""Names of files as text that can be stored and shown."""


def legible(text: str) -> str:
    """Replace the bytes of a file's name that are no UTF-8, which no database and no JSON would take."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
