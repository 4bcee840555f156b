"""A person's way through the page: from footage to a zone and a rule, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from api.cli import app
from tests.page_serving import NEEDS_CHROMIUM, WAIT_MS, Reader, chromium, serving

STREET = Path(__file__).parent.parent / "sample_videos" / "street_20260314_081500.mp4"

CONFIGURATION = """\
# Written by a person.
lines:
  lamp: {camera: street, from: [0.5, 0], to: [0.5, 1]}
rules:
  - name: vehicle passes the lamp
    when: {label: vehicle, crosses: lamp}
    do: [alert, record: {before: 1s, after: 1s}]
storage: {folder: out}
"""

RULES = """\
zones:
  pavement: {camera: street, polygon: [[0, 0.5], [1, 0.5], [1, 1], [0, 1]]}
rules:
  - name: somebody on the pavement
    when: {label: person, zone: pavement}
    do: [alert]
"""


PLAYED = """async (clip) => {
    while (clip.currentTime < 0.2) await new Promise((done) => setTimeout(done, 20));
}"""
"""Waits until some of a clip was shown."""


@NEEDS_CHROMIUM
@pytest.mark.slow
def test_from_footage_to_a_zone_and_a_rule(tmp_path: Path) -> None:
    configuration, db = tmp_path / "vedette.yaml", tmp_path / "out" / "history.db"
    configuration.write_text(CONFIGURATION, "utf-8")
    arguments = ["analyze", STREET, "--config", configuration, "--out", db.parent, "--workers", "1"]
    result = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == 0

    expect.set_options(timeout=WAIT_MS)
    with serving(db, configuration) as url, chromium() as browser:
        reader = Reader(browser, url)
        page = reader.go("events")
        _filter(page)
        _play(page)
        _correct(page)
        _draw(reader, configuration)
        _try_rules(reader)
        reader.close()
    assert reader.troubles == []


def _filter(page: Page) -> None:
    """See of what the rule told that there are clips of."""
    everything = page.locator(".card").count()
    page.get_by_label("Rule").select_option("vehicle passes the lamp")
    page.get_by_label("Has a clip").select_option("true")
    expect(page.get_by_role("status").filter(has_text=re.compile(r"^\d+ events?\.$"))).to_be_visible()
    expect(page.locator(".card:not(:has([data-group=vehicle]))")).to_have_count(0)
    expect(page.locator(".card:not(:has(.mark))")).to_have_count(0)
    assert 0 < page.locator(".card").count() < everything


def _play(page: Page) -> None:
    """Open the first, and let its clip run."""
    page.locator(".card a").first.click()
    clip = page.locator("video")
    clip.wait_for()
    clip.evaluate("clip => clip.play()")
    clip.evaluate(PLAYED)
    clip.evaluate("clip => clip.pause()")
    expect(page.get_by_role("img", name=re.compile("^The way of"))).to_be_visible()
    expect(page.get_by_text("vehicle passes the lamp")).to_be_visible()


def _correct(page: Page) -> None:
    """Say that it is right, by one key."""
    page.keyboard.press("r")
    expect(page.get_by_text(re.compile("^A person said so"))).to_be_visible()


def _draw(reader: Reader, configuration: Path) -> None:
    """Draw a zone on the camera's picture, and find it in the file."""
    page = reader.go("places")
    picture = page.get_by_role("group", name="What street sees, with its zones and lines")
    for x, y in ((60, 200), (400, 200), (400, 320), (60, 320)):
        picture.click(position={"x": x, "y": y})
    page.get_by_label("Its name").fill("pavement")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Change: pavement")).to_be_visible()
    written = configuration.read_text("utf-8")
    assert "pavement" in written
    assert written.startswith("# Written by a person.")


def _try_rules(reader: Reader) -> None:
    """Ask what another rule would have told."""
    page = reader.go("rules")
    page.get_by_label("Rules as YAML").fill(RULES)
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.get_by_text(re.compile(r"^[1-9]\d* alerts? would have been told\.$"))).to_be_visible()
