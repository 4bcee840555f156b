"""Figures that the page draws by itself: events over time, and where they went."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.page_history import write_history
from tests.page_serving import NEEDS_CHROMIUM, WAIT_MS, Reader, chromium, serving


@NEEDS_CHROMIUM
@pytest.mark.slow
def test_statistics_are_drawn_and_lead_to_their_events(tmp_path: Path) -> None:
    expect.set_options(timeout=WAIT_MS)
    db = tmp_path / "history.db"
    write_history(db)
    with serving(db) as url, chromium() as browser:
        reader = Reader(browser, url)
        page = reader.go("stats")
        page.get_by_text("Events per hour; the highest column is 5.").wait_for()
        over = page.get_by_role("img", name="Where things go in the picture of yard").locator("image").last
        assert str(over.get_attribute("href")).startswith("data:image/png")  # of the only camera there is
        page.locator(".columns g rect").last.click()
        expect(page.locator(".card")).to_have_count(5)
        assert "since=2026-11-23T13%3A00&until=2026-11-23T14%3A00" in page.url  # in Berlin
        reader.close()
    assert reader.troubles == []
