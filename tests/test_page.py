"""The page in a real browser, on histories that are quick to write."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.tokens import FILE_NAME, TokenFile
from pipeline.history.history import History
from pipeline.history.query import EventQuery
from pipeline.history.writer import HistoryWriter
from tests.history_samples import OUTCOME, analysis, event
from tests.page_history import CONFIGURATION, picture, write_history
from tests.page_serving import NEEDS_CHROMIUM, WAIT_MS, Reader, chromium, serving

pytestmark = [NEEDS_CHROMIUM, pytest.mark.slow]

expect.set_options(timeout=WAIT_MS)

Read = Callable[..., Reader]

SAID = """async () => {
    const languages = [await import("/page/words/en.js"), await import("/page/words/ru.js")];
    const slots = (text) => [...new Set(JSON.stringify(text).match(/\\{\\w+\\}/g) ?? [])].sort().join();
    const told = (all) => Object.entries(all).map(([key, text]) => `${key} ${slots(text)}`);
    return [told(languages[0].english), told(languages[1].russian)];
}"""
"""What each language says, with the values that stand in it."""


CONTROLLED = """async () => {
    while (!navigator.serviceWorker.controller) await new Promise((done) => setTimeout(done, 20));
}"""
"""Waits until the page's worker sees what the page asks for."""

KEPT = """async () => {
    const model = new URL("classify/model.tflite", location).href;
    while (!(await caches.match(model))) await new Promise((done) => setTimeout(done, 20));
}"""
"""Waits until the model has come over."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


@pytest.fixture
def read(browser: Browser, db: Path, tmp_path: Path) -> Iterator[Read]:
    """Opens a window on the history, with a configuration beside it; nothing may go wrong in the browser."""
    readers: list[Reader] = []
    configuration = tmp_path / "vedette.yaml"
    configuration.write_text(f"{CONFIGURATION}storage: {{folder: .}}\n", "utf-8")
    with serving(db, configuration) as url:

        def opened(**how: object) -> Reader:
            readers.append(Reader(browser, url, **how))  # type: ignore[arg-type]  # as the reader takes them
            return readers[-1]

        yield opened
        troubles = [trouble for reader in readers for trouble in reader.troubles]
        for reader in readers:
            reader.close()
    assert troubles == []


def test_empty_history_says_what_to_do_next(browser: Browser, db: Path) -> None:
    with serving(db) as url:
        reader = Reader(browser, url)
        page = reader.go("events")
        expect(page.get_by_role("heading", name="Nothing has been seen yet")).to_be_visible()
        expect(page.get_by_text("vedette analyze footage/")).to_be_visible()
        for place in ("day", "live", "alerts", "rules", "places", "stats", "review"):
            reader.go(place)
        reader.close()
    assert reader.troubles == []


def test_filters_choose_events_and_stand_in_the_address(db: Path, read: Read) -> None:
    write_history(db)
    page = read().go("events")
    expect(page.locator(".card")).to_have_count(5)
    page.get_by_label("What").select_option("vehicle")
    expect(page.locator(".card")).to_have_count(2)
    assert page.url.endswith("#/events?label=vehicle")

    page.reload()
    expect(page.locator(".card")).to_have_count(2)
    expect(page.get_by_label("What")).to_have_value("vehicle")
    expect(page.get_by_role("status").filter(has_text="2 events")).to_be_visible()

    page.get_by_label("Surer than").fill("0.8")
    expect(page.get_by_text("No event matches these filters.")).to_be_visible()
    page.get_by_role("button", name="Clear all filters").click()
    expect(page.locator(".card")).to_have_count(5)


def test_more_events_come_as_the_reader_scrolls(db: Path, read: Read) -> None:
    write_history(db, persons=70, cars=0)
    page = read().go("events")
    expect(page.locator(".card").nth(59)).to_be_attached()
    page.mouse.wheel(0, 100_000)
    expect(page.locator(".card")).to_have_count(70)


def test_an_event_shows_its_picture_path_scores_and_reasons(db: Path, read: Read) -> None:
    write_history(db)
    page = read().go("events?label=person")
    page.locator(".card a").first.click()
    expect(page.get_by_role("img", name="The way of: person, at yard")).to_be_visible()
    expect(page.get_by_role("heading", name="What the model thinks")).to_be_visible()
    expect(page.get_by_text("dog", exact=True).first).to_be_visible()
    expect(page.get_by_role("img", name="Close-up 1")).to_be_visible()
    expect(page.get_by_role("img", name="person at yard")).to_have_js_property("naturalWidth", 64)


def test_one_key_corrects_and_the_next_event_is_a_key_away(db: Path, read: Read) -> None:
    write_history(db, persons=2, cars=0)
    page = read().go("events")
    page.locator(".card a").first.click()
    page.get_by_role("heading", name="Is that right?").wait_for()
    page.keyboard.press("1")  # the dog, which the model thought of next
    expect(page.get_by_text("A person said: dog. The model had said: person.")).to_be_visible()
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Kept for good")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Nobody has looked at it yet.")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_text("A person said so: person.")).to_be_visible()
    with History.open(db) as history:
        reviews = [history.review(found.id) for found in history.events(EventQuery(include_hidden=True))]
    assert {(review.label, review.model_label) for review in reviews if review} == {
        ("dog", "person"),
        ("person", "person"),
    }


def test_review_goes_through_what_nobody_has_seen(db: Path, read: Read) -> None:
    write_history(db, persons=2, cars=1)
    page = read().go("review")
    expect(page.get_by_text("3 left")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_text("2 left")).to_be_visible()
    page.keyboard.press("x")
    expect(page.get_by_text("1 left")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_text("Nothing left to review here.")).to_be_visible()


def test_a_zone_is_drawn_with_the_mouse_and_saved(db: Path, read: Read, tmp_path: Path) -> None:
    write_history(db)
    page = read().go("places")
    picture = page.get_by_role("group", name="What yard sees, with its zones and lines")
    for x, y in ((60, 60), (220, 60), (220, 200)):
        picture.click(position={"x": x, "y": y})
    corner = page.get_by_role("button", name="Corner 3")
    corner.focus()
    corner.press("ArrowRight")
    page.get_by_label("Its name").fill("lawn")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Change: lawn")).to_be_visible()
    written = (tmp_path / "vedette.yaml").read_text("utf-8")
    assert "lawn" in written
    assert "# This comment stays." in written


def test_rules_are_tried_on_the_history(db: Path, read: Read) -> None:
    write_history(db)
    page = read().go("rules")
    expect(page.get_by_role("link", name="somebody in the drive")).to_be_visible()
    page.get_by_label("Rules as YAML").fill(
        "rules:\n  - name: any car\n    when: {label: car}\n    do: [alert]\n"
    )
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.get_by_text("2 alerts would have been told.")).to_be_visible()
    page.get_by_label("Rules as YAML").fill("rules:\n  - name: bad\n    when: {labl: car}\n    do: [alert]\n")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_text("line 3, column 12")).to_be_visible()


def test_the_day_shows_when_what_was_seen(db: Path, read: Read) -> None:
    write_history(db)
    page = read().go("day")
    expect(page.get_by_role("heading", level=1)).to_contain_text("23 November 2026")
    page.get_by_role("link", name="yard, person: 3 events.").click()
    expect(page.locator(".card")).to_have_count(3)


def test_names_are_text_and_never_markup(db: Path, read: Read) -> None:
    evil = "<img src=x onerror=document.title='caught'>"
    of = analysis("yard", camera=evil)
    with HistoryWriter(db) as writer:
        source_id = writer.begin(of).source_id
        writer.add(source_id, event(of, 1, "person"))
        writer.finish(source_id, OUTCOME)
    page = read().go("events")
    expect(page.locator(".card").get_by_text(evil)).to_be_visible()
    assert page.title() == "Events · vedette"


def test_the_page_speaks_russian_and_english(db: Path, read: Read) -> None:
    write_history(db)
    page = read(language="ru-RU").go("events", "События")
    expect(page.get_by_text("5 событий.")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    page.get_by_label("Язык").select_option("en")
    expect(page.get_by_text("5 events.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("5 events.")).to_be_visible()


def test_both_languages_say_the_same_things(db: Path, read: Read) -> None:
    write_history(db, persons=1, cars=0)
    page = read().go("events")
    english, russian = page.evaluate(SAID)
    assert set(english) == set(russian)


def test_keys_lead_everywhere_and_are_listed(db: Path, read: Read) -> None:
    write_history(db)
    page = read().go("events")
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page.get_by_role("heading", level=1)).to_contain_text("23 November 2026")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_nobody_sees_anything_without_a_token(db: Path, read: Read) -> None:
    write_history(db)
    token = TokenFile(db.parent / FILE_NAME).make("phone", "view", 0)
    reader = read()
    page = reader.go("events", "Sign in")
    page.get_by_label("Token").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("This token is not accepted.")
    reader.troubles.clear()  # the browser itself tells of the 401
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".card")).to_have_count(5)
    page.locator(".card a").first.click()
    expect(page.get_by_role("heading", name="Facts")).to_be_visible()
    expect(page.get_by_role("heading", name="Is that right?")).to_have_count(0)  # it may only look
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Token")).to_be_visible()


def test_dark_is_worn_where_it_is_preferred_or_chosen(db: Path, read: Read) -> None:
    write_history(db, persons=1, cars=0)
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = read(is_dark=True).go("events").evaluate(ground)
    page = read().go("events")
    light = page.evaluate(ground)
    page.get_by_role("button", name="Colours").click()
    page.get_by_role("button", name="Colours: light").click()
    expect(page.get_by_role("button", name="Colours: dark")).to_be_visible()
    assert light != dark == page.evaluate(ground)


def test_photos_are_classified_though_no_server_answers(db: Path, read: Read, tmp_path: Path) -> None:
    write_history(db)
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(picture(90))
    reader = read()
    page = reader.go("classify")
    page.evaluate(CONTROLLED)
    page.reload()  # now it is the worker that asks for the model, and keeps it
    page.evaluate(KEPT)
    said = _verdict(page, photo)

    page.context.set_offline(True)
    page.reload()
    assert _verdict(page, photo)[0] == said[0]
    reader.troubles.clear()  # the browser itself tells of each answer that did not come


def _verdict(page: Page, photo: Path) -> list[str]:
    """What the page says of a photo, the likeliest first."""
    page.get_by_label("Take or choose a photo").set_input_files(photo)
    page.locator(".verdict").wait_for()
    return page.locator(".bars .label").all_inner_texts()
