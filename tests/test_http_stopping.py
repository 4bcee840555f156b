"""Stopping: soon, and without a word, whoever still listens."""

import logging
from pathlib import Path

import httpx
import pytest

from api.http.patience import PatienceSettings
from tests.http_serving import WAIT_S, fill, serving
from tests.test_http_events import CAR


@pytest.mark.parametrize("way", ["/events/stream", f"/events/{CAR}/clip.mp4"], ids=["listener", "player"])
def test_who_still_listens_is_hung_up_on_and_nothing_is_logged(
    tmp_path: Path, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    db = tmp_path / "history.db"
    fill(db)
    (db.parent / "recordings" / "yard" / "a.mp4").write_bytes(b"x" * 50_000_000)
    caplog.set_level(logging.INFO)
    with (
        serving(db, patience=PatienceSettings(stops_s=0.1)) as server,
        httpx.Client(base_url=server.url, timeout=WAIT_S) as asking,
        asking.stream("GET", way) as answer,
    ):
        pieces = answer.iter_raw()
        next(pieces)
        server.stop()
        assert not server._thread.is_alive()
    assert [record.message for record in caplog.records if record.name.startswith("uvicorn")] == []
