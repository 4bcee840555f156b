"""Health: it fails when results stop, not only when processes do."""

from dataclasses import replace
from pathlib import Path

import pytest

from api.http.health import GRACE_US, camera_trouble
from pipeline.live.state import CameraState
from tests.http_serving import client, fill, make_token

NOW_US = 10 * GRACE_US
WELL = CameraState("gate", "rtsp://gate/", is_connected=True, since_us=0, fps_read=15, fps_analysed=10)


@pytest.mark.parametrize(
    ("state", "trouble"),
    [
        (WELL, None),
        (replace(WELL, fps_analysed=0, frames_analysed=7), "none was looked at lately (7 before)"),
        (replace(WELL, lag_s=31.0), "looked at 31 s late"),
        (replace(WELL, is_connected=False, last_error="connection refused"), "connection refused"),
        (replace(WELL, is_connected=False), "not connected"),
        (replace(WELL, is_connected=False, since_us=NOW_US - GRACE_US + 1), None),
        (replace(WELL, fps_analysed=0, since_us=NOW_US), None),
    ],
    ids=["well", "not looked at", "late", "away", "never there", "just away", "just there"],
)
def test_a_camera_without_results_is_told(state: CameraState, trouble: str | None) -> None:
    found = camera_trouble(state, NOW_US)
    assert found == trouble or (found is not None and trouble is not None and trouble in found)


def test_what_is_wrong_is_told_to_those_who_may_look(tmp_path: Path) -> None:
    db = tmp_path / "history.db"
    fill(db)
    token = make_token(db, "view")
    with client(db, token=token) as asking:
        assert asking.get("/health").json() == {"status": "ok", "troubles": []}
        db.write_bytes(b"no database" * 1000)
        answer = asking.get("/health")
        stranger = asking.get("/health", headers={"Authorization": ""})
    assert answer.status_code == 503
    assert str(db) in answer.json()["troubles"][0]
    assert stranger.status_code in {401, 503}
    assert str(db) not in stranger.text
