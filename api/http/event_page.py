"""A page of events, from the history's rows to the bytes that HTTP answers."""

from sqlite3 import Row

from pydantic_core import from_json, to_json

from api.event_json import laid_out
from pipeline.history.event_row import pathless_event_of
from pipeline.history.page import Page


def page_json(page: Page) -> bytes:
    """Lay a page out as JSON: `{"events": [event, …], "next": cursor}`, each event as `event_json` has it.

    Straight from the rows: a page's paths have thousands of points, and making objects of them took longer
    than finding the events. Event by event, so that few of them are there at a time.
    """
    events = b",".join(to_json(laid_out(pathless_event_of(row), _path(row))) for row in page.rows)
    return b'{"events":[%b],"next":%b}' % (events, to_json(page.cursor))


def _path(row: Row) -> list[list[float]]:
    """As `event_json` has it; times are rounded as `seconds` does."""
    points = from_json(row["path"])
    return [[(time_us + 500) // 1000 / 1000, round(x), round(y)] for time_us, x, y in points]
