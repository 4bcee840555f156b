"""The page for everybody: nothing that keeps people out who hear it, see little or have no mouse."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from playwright.sync_api import Browser, Page

from tests.page_history import CONFIGURATION, write_history
from tests.page_serving import NEEDS_AXE, NEEDS_CHROMIUM, Reader, chromium, serving

pytestmark = [NEEDS_CHROMIUM, NEEDS_AXE, pytest.mark.slow]

VIEWS = (
    "events",
    "day",
    "live",
    "alerts",
    "rules",
    "places",
    "stats",
    "stats?camera=yard",
    "review",
    "classify",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("access")
    write_history(folder / "history.db")
    configuration = folder / "vedette.yaml"
    configuration.write_text(f"{CONFIGURATION}storage: {{folder: .}}\n", "utf-8")
    with serving(folder / "history.db", configuration) as found:
        yield found


def findings(page: Page) -> list[str]:
    """What axe finds wrong: rule, impact and the first element."""
    axe = import_module(
        "axe_playwright_python.sync_playwright"
    )  # without types; the tests are skipped without it
    found = axe.Axe().run(page).response["violations"]
    return [f"{each['id']} ({each['impact']}): {each['nodes'][0]['html']}" for each in found]


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_any_view(browser: Browser, url: str, *, is_dark: bool) -> None:
    reader = Reader(browser, url, is_dark=is_dark)
    found = {view: findings(reader.go(view)) for view in VIEWS}
    reader.go("events").locator(".card a").first.click()
    reader.page.get_by_role("heading", name="Facts").wait_for()
    found["event"] = findings(reader.page)
    reader.page.keyboard.press("?")
    found["keys"] = findings(reader.page)
    reader.close()
    assert {view: wrong for view, wrong in found.items() if wrong} == {}
    assert reader.troubles == []


def test_axe_finds_what_is_wrong(browser: Browser, url: str) -> None:
    reader = Reader(browser, url)
    page = reader.go("events")
    page.evaluate("document.querySelector('.card img').removeAttribute('alt')")
    assert [wrong.partition(" ")[0] for wrong in findings(page)] == ["image-alt"]
    reader.close()


def test_a_phone_need_not_scroll_sideways(browser: Browser, url: str) -> None:
    reader = Reader(browser, url, size=(360, 740))
    for view in VIEWS:
        page = reader.go(view)
        widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert widths[0] <= widths[1], view
    reader.close()
