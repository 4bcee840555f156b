"""Files over HTTP, and parts of them."""

from collections.abc import Iterator

import httpx
import pytest

from tests.http_serving import CLIP, client, fill
from tests.test_http_events import CAR, detail


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    db = tmp_path_factory.mktemp("files") / "history.db"
    fill(db)
    with client(db) as found:
        yield found


@pytest.mark.parametrize(
    ("wanted", "part"),
    [("bytes=10-19", slice(10, 20)), ("bytes=1000-", slice(1000, None)), ("bytes=-24", slice(-24, None))],
)
def test_a_part_of_a_clip_is_served(asking: httpx.Client, wanted: str, part: slice) -> None:
    answer = asking.get(f"/events/{CAR}/clip.mp4", headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (206, CLIP[part])


@pytest.mark.parametrize("wanted", ["seconds=1-2", "bytes", "bytes=", "bytes=a-b", "bytes=9-2"])
def test_a_range_that_makes_no_sense_is_as_good_as_none(asking: httpx.Client, wanted: str) -> None:
    answer = asking.get(f"/events/{CAR}/clip.mp4", headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (200, CLIP)


def test_a_part_behind_the_end_is_refused_with_the_length(asking: httpx.Client) -> None:
    answer = asking.get(f"/events/{CAR}/clip.mp4", headers={"Range": "bytes=5000-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(CLIP)}"
    assert detail(answer) == "header Range: expected bytes below 1,024, received 'bytes=5000-'"


@pytest.mark.parametrize(
    "way",
    ["/", "/health", "/events", "/events/stream", "/page/app.js", f"/events/{CAR}/clip.mp4", "/nowhere"],
)
def test_head_is_answered_as_get_is_without_a_body(asking: httpx.Client, way: str) -> None:
    head = asking.head(way)
    with asking.stream("GET", way) as whole:
        assert (head.status_code, head.content) == (whole.status_code, b"")
        changing = ("date", "set-cookie")
        assert {name: value for name, value in head.headers.items() if name not in changing} == {
            name: value for name, value in whole.headers.items() if name not in changing
        }


def test_head_changes_nothing(asking: httpx.Client) -> None:
    assert asking.head("/session").status_code == 200
    assert asking.head("/rules/fire").status_code == 405
