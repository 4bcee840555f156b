"""When a file was recorded, and by which camera, from what recorders write into names."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from pipeline.media.camera_name import camera_name
from pipeline.media.recording_time import RecordingTime, recording_time

NOW = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
BERLIN_SUMMER = timezone(timedelta(hours=2))

LOCAL_NAMES = {
    "minutes": ("tfl_a13_201709042122.mp4", "2017-09-04T21:22:00"),
    "compact": ("cam_20170904212205.mkv", "2017-09-04T21:22:05"),
    "underscore": ("20170904_2122.mp4", "2017-09-04T21:22:00"),
    "ISO with marks that files may have": ("2017-09-04T21-22-05.mp4", "2017-09-04T21:22:05"),
    "dots": ("2017-09-04_21.22.05.mp4", "2017-09-04T21:22:05"),
    "spaces": ("2017-09-04 21:22:05.mp4", "2017-09-04T21:22:05"),
    "folder of pictures": ("2017-09-04_21.22.05", "2017-09-04T21:22:05"),
    "Reolink": ("RecM01_20190904_212205_212305_6732828_2E2A9CF.mp4", "2019-09-04T21:22:05"),
    "Reolink, FTP": ("Cam1_00_20230115123456.mp4", "2023-01-15T12:34:56"),
    "Dahua": ("XVR_ch1_main_20230115120000_20230115130000.dav", "2023-01-15T12:00:00"),
    "Dahua on its card": ("2023-01-15/001/dav/12/12.30.00-12.31.00[M][0@0][0].dav", "2023-01-15T12:30:00"),
    "Hikvision": ("192.168.1.64_01_20230115123456789.mp4", "2023-01-15T12:34:56.789"),
    "Motion": ("1-03-20230115123456.mkv", "2023-01-15T12:34:56"),
    "Ring": ("RingVideo_20230115_123456.mp4", "2023-01-15T12:34:56"),
    "Tesla": ("2023-01-15_12-34-56-front.mp4", "2023-01-15T12:34:56"),
    "counter behind": ("2023-01-15_12-34-56-0001.mp4", "2023-01-15T12:34:56"),
    "phone": ("VID_20230115_123456789.mp4", "2023-01-15T12:34:56.789"),
    "day in the folder": ("2023-11-23/14.22.mp4", "2023-11-23T14:22:00"),
}

TOLD_NAMES = {
    "UTC": ("cam_20170904T212205Z.ts", "2017-09-04T21:22:05+00:00"),
    "offset": ("cam_20170904T212205+0200.ts", "2017-09-04T21:22:05+02:00"),
    "offset with colon": ("2017-09-04T21:22:05-05:30.ts", "2017-09-04T21:22:05-05:30"),
    "Frigate clip": ("front-1673785234.123456-abc123.mp4", "2023-01-15T12:20:34+00:00"),
    "Frigate recording": ("recordings/2023-01-15/12/front/34.56.mp4", "2023-01-15T12:34:56+00:00"),
}

SILENT_NAMES = {
    "no digits": "yard.mp4",
    "eleven digits": "img_20230101123.mp4",
    "thirteen digits": "cam_2023011512345.mp4",
    "resolution": "1920x1080.mp4",
    "day and resolution": "20230115_1080p.mp4",
    "day alone": "20230115.mp4",
    "month 13": "20231301_2122.mp4",
    "29 February of no leap year": "clip_20230229_101010.mp4",
    "hour 24": "20230115_246060.mp4",
    "frame number": "ch01_00000000012000000.mp4",
    "serial number": "SN18991231235959.mp4",
    "in the future": "20990101_000000.mp4",
    "time without a day": "front/14.22.mp4",
    "time far below its day": "2023-11-23/a/b/14.22.mp4",
    "IP address": "192.168.1.64.mp4",
}

CAMERAS = {
    "tfl_a13_201709042122.mp4": "tfl_a13",
    "yard.mp4": "yard",
    "2026-11-23/14.22.mp4": "camera",
    "house/2026-11-23/14.22.mp4": "house",
    "house/2026/11/2026-11-23/14.22.mp4": "house",
    "recordings/2023-01-15/12/front/34.56.mp4": "front",
    "front-1673785234.123456-abc123.mp4": "front",
    "2023-01-15_12-34-56-front.mp4": "front",
    "XVR_ch1_main_20230115120000_20230115130000.dav": "XVR_ch1_main",
    "20230115_1080p.mp4": "1080p",
    "20170904T212205Z.ts": "camera",
    "img_20230101123.mp4": "img_20230101123",
    "gate/img_%04d.png": "img",
    "gate/%04d.png": "gate",
    "gate/2017-09-04_21.22.05": "gate",
    "0001.mp4": "0001",
}


def found(name: str, metadata: dict[str, str] | None = None) -> RecordingTime | None:
    return recording_time(Path(name), metadata or {}, now=lambda: NOW)


def in_us(moment: str) -> int:
    """UTC microseconds of a moment in ISO 8601; one without zone is local."""
    return round(datetime.fromisoformat(moment).timestamp() * 1_000_000)


@pytest.mark.parametrize(("name", "moment"), LOCAL_NAMES.values(), ids=LOCAL_NAMES)
def test_name_without_zone_tells_local_time(name: str, moment: str) -> None:
    assert found(name) == RecordingTime(in_us(moment), "name")


@pytest.mark.parametrize(("name", "moment"), TOLD_NAMES.values(), ids=TOLD_NAMES)
def test_name_with_zone_tells_that_time(name: str, moment: str) -> None:
    assert found(name) == RecordingTime(in_us(moment), "name")


@pytest.mark.parametrize("name", SILENT_NAMES.values(), ids=SILENT_NAMES)
def test_nothing_is_made_up(name: str) -> None:
    assert found(name) is None


def test_argument_wins_over_metadata_and_metadata_over_the_name() -> None:
    path, metadata = Path("cam_20170904_2122.mp4"), {"creation_time": "2018-04-19T22:46:00.000000Z"}
    told = datetime(2020, 2, 3, 4, 5, 6, tzinfo=BERLIN_SUMMER)
    assert recording_time(path, metadata, told) == RecordingTime(
        in_us("2020-02-03T02:05:06+00:00"), "argument"
    )
    assert recording_time(path, metadata) == RecordingTime(in_us("2018-04-19T22:46:00+00:00"), "metadata")


def test_quicktime_date_with_offset_is_preferred() -> None:
    metadata = {
        "creation_time": "2018-04-19T22:46:00.000000Z",
        "com.apple.quicktime.creationdate": "2018-04-19T20:00:00+0200",
    }
    assert found("x.mov", metadata) == RecordingTime(in_us("2018-04-19T18:00:00+00:00"), "metadata")


@pytest.mark.parametrize(
    "value",
    [
        "1904-01-01T00:00:00.000000Z",
        "1970-01-01T00:00:00.000000Z",
        "2031-01-01T00:00:00.000000Z",
        "2018-04-19",
        "yesterday at 12:30",
        "",
    ],
    ids=["zero of QuickTime", "zero of Unix", "future", "mere day", "no date", "empty"],
)
def test_metadata_that_cannot_be_true_are_ignored(value: str) -> None:
    assert found("yard.mp4", {"creation_time": value}) is None
    assert found("yard_20170904_2122.mp4", {"creation_time": value}) == found("yard_20170904_2122.mp4")


@pytest.mark.parametrize(("name", "camera"), CAMERAS.items(), ids=CAMERAS)
def test_camera_is_named_without_the_date(name: str, camera: str) -> None:
    assert camera_name(Path(name)) == camera
