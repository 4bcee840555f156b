"""Live pictures: as a stream over HTTP, with boxes, and on the page."""

from collections.abc import Iterator

import cv2
import httpx
import numpy as np
import pytest

from api.configuration import Server
from api.http.app import make_app
from api.http.doorkeeper import Doorkeeper
from api.http.live_view import BOUNDARY, CARRIED, VISIBLE, jpeg_of
from api.http.rulebook import Rulebook
from api.http.served import Served
from api.http.server import HttpServer
from api.live.seen import Seen
from api.live.service import Service
from api.tokens import FILE_NAME, TokenFile
from pipeline.values import Box, Classification, Image, Observation, Track
from tests.delivery_samples import until
from tests.http_serving import WAIT_S
from tests.live_pictures import frame
from tests.page_serving import NEEDS_CHROMIUM, Reader, chromium
from tests.rules_samples import write_rules
from tests.test_watch_service import SOON
from tests.watching import configuration, rule, write_crossing


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service that watches a clip over and over, and serves it."""
    folder = tmp_path_factory.mktemp("live")
    write_crossing(folder / "clip.mp4")
    cameras = "yard: {url: 'clip.mp4?loop'}\n  away: {url: 'gone.mp4'}"
    file = write_rules(folder / "vedette.yaml", configuration(rule("anything"), cameras))
    service = Service(file, {}, SOON)
    tokens = TokenFile(service.db.parent / FILE_NAME)
    served = Served(service.db, service, Rulebook(file, service))
    server = HttpServer(make_app(served, Doorkeeper(tokens, is_local=True)), Server(port=0))
    service.start()
    server.start()
    try:
        until(lambda: service.seen("yard") is not None)
        yield server.url
    finally:
        server.stop()
        service.stop()


def picture(jpeg: bytes) -> Image:
    """What a JPEG shows, RGB."""
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR_RGB), np.uint8)


def seen(*tracks: Track) -> Seen:
    """A picture of 320 by 240 with these tracks in it."""
    return Seen(frame(0).picture, Observation("yard", 0, 0, tracks))


def track(label: str, *, is_visible: bool = True) -> Track:
    return Track(
        1, 0, Box(100, 80, 60, 90), is_visible=is_visible, is_moving=True,
        classification=Classification(label, 0.9, {label: 0.9}),
    )  # fmt: skip


def test_who_draws_a_zone_is_answered_by_it(url: str) -> None:
    zone = {"camera": "yard", "polygon": [[0, 0], [1, 0], [1, 1]]}
    with httpx.Client(base_url=url, timeout=WAIT_S) as asking:
        for _ in range(5):
            assert asking.put("/zones/gate", json=zone).status_code == 200
            assert [each["name"] for each in asking.get("/zones").json()["zones"]] == ["gate"]
            assert asking.delete("/zones/gate").status_code == 204
            assert asking.get("/zones").json()["zones"] == []


@pytest.mark.parametrize("query", ["", "?boxes=false"])
def test_pictures_come_one_after_the_other(url: str, query: str) -> None:
    with httpx.stream("GET", f"{url}cameras/yard/live.mjpeg{query}", timeout=WAIT_S) as answer:
        assert answer.headers["content-type"] == f"multipart/x-mixed-replace; boundary={BOUNDARY}"
        content, pieces = b"", answer.iter_raw()
        while content.count(f"--{BOUNDARY}".encode()) < 4:
            content += next(pieces)
    parts = [part.split(b"\r\n\r\n", 1)[1][:-2] for part in content.split(f"--{BOUNDARY}\r\n".encode())[1:4]]
    assert all(picture(part).shape == (240, 320, 3) for part in parts)
    assert len(set(parts)) > 1


@pytest.mark.parametrize("camera", ["away", "nobody", "%3Cscript%3E", "yard%2Fother"])
def test_a_camera_that_shows_nothing_is_not_there(url: str, camera: str) -> None:
    answer = httpx.get(f"{url}cameras/{camera}/live.mjpeg", timeout=WAIT_S)
    assert answer.status_code == 404
    assert answer.json()["detail"].startswith("camera: expected one that is watched and shows something")


@pytest.mark.parametrize(
    ("of", "colour"),
    [(track("person"), VISIBLE), (track("person", is_visible=False), CARRIED), (track("background"), None)],
    ids=["seen", "carried", "of no interest"],
)
def test_a_box_is_drawn_around_what_moves(of: Track, colour: tuple[int, int, int] | None) -> None:
    plain, shown = (picture(jpeg_of(seen(of), with_boxes=boxes)).astype(int) for boxes in (False, True))
    edge = shown[80:170, 100].mean(axis=0)
    if colour is None:
        assert (shown == plain).all()
    else:
        assert np.abs(edge - colour).max() < 60
        assert (shown[200:] == plain[200:]).all()


@NEEDS_CHROMIUM
@pytest.mark.slow
def test_the_page_shows_what_is_watched_and_says_what_is_not(url: str) -> None:
    with chromium() as browser:
        reader = Reader(browser, url)
        page = reader.go("live")
        page.get_by_text("Connected since").wait_for()
        page.get_by_text("Away since").wait_for()
        page.get_by_role("link", name="yard alone").click()
        page.get_by_role("heading", name="yard", level=1).wait_for()
        page.evaluate(SHOWN)
        reader.close()


SHOWN = """async () => {
    const image = () => document.querySelector(".alone img");
    while (!image()?.naturalWidth) await new Promise((done) => setTimeout(done, 50));
}"""
"""Waits until a picture is there."""
