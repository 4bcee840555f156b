"""Clips of files: the packets of the source, from a key frame on, whatever the codec and the container."""

import json
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.errors import RecordingError
from pipeline.media.opening import open_source
from pipeline.recording.clip import Clip, sha256_of
from pipeline.recording.cutting import CutSettings, clip_of_file, clips_of_file
from pipeline.recording.naming import clip_stem
from pipeline.recording.origin import Origin, origin_of
from pipeline.recording.wishes import Span
from tests.footage import Footage, Piece, pieces, place_of
from tests.videos import MovingSquare, write_pictures, write_sound, write_video

SECOND_US = 1_000_000
WANTED = Span.around(4_500_000, 5_200_000, 1_000_000, 1_500_000)
"""From 3.5 to 6.7 s: the clip begins with the key frame at 3 s."""

KINDS = {
    "H.264 with B-frames and AAC in MP4": ("a.mp4", Footage(sound="aac"), ".mp4"),
    "HEVC with B-frames in MP4": ("a.mp4", Footage("libx265"), ".mp4"),
    "H.264 and AAC in Matroska": ("a.mkv", Footage(sound="aac"), ".mp4"),
    "H.264 and G.711 in QuickTime": ("a.mov", Footage(sound="pcm_mulaw"), ".mov"),
    "H.264 and PCM in QuickTime": ("a.mov", Footage(sound="pcm_s16le"), ".mov"),
    "MJPEG and G.711 in AVI": ("a.avi", Footage("mjpeg", sound="pcm_mulaw"), ".mov"),
    "MPEG-4 in AVI": ("a.avi", Footage("mpeg4", b_frames=0), ".mp4"),
    "MPEG-4 with B-frames in MP4": ("a.mp4", Footage("mpeg4"), ".mp4"),
    "MJPEG in AVI": ("a.avi", Footage("mjpeg"), ".mkv"),
    "MPEG-2 in MPEG-TS": ("a.ts", Footage("mpeg2video"), ".mkv"),
    "VP9 in WebM": ("a.webm", Footage("libvpx-vp9"), ".mp4"),
    "AV1 in Matroska": ("a.mkv", Footage("libsvtav1"), ".mp4"),
}  # fmt: skip


def cut(source: Path, span: Span = WANTED) -> Clip:
    (clip,) = clip_of_file(source, span, source.with_name("clip"))
    return clip


def contents(found: list[Piece]) -> list[bytes]:
    return [piece.content for piece in found]


def decodable_from(key: Piece, original: list[Piece]) -> list[Piece]:
    """The packets from a key frame on, without pictures shown before it: they rest on the group before."""
    at = contents(original).index(key.content)
    return [piece for piece in original[at:] if (piece.time_s or 0) >= (original[at].time_s or 0)]


def pictures(path: Path) -> list[tuple[int, bytes]]:
    """Time and content of each picture as it is shown."""
    frames = open_source(path).frames()
    return [(frame.time_us, frame.picture.luma((80, 60)).tobytes()) for frame in frames]


@pytest.mark.parametrize(("name", "footage", "suffix"), KINDS.values(), ids=KINDS.keys())
def test_clip_is_a_stretch_of_the_source(tmp_path: Path, name: str, footage: Footage, suffix: str) -> None:
    source = footage.write(tmp_path / name)
    clip = cut(source)
    assert clip.path == tmp_path / f"clip{suffix}"
    assert clip.start_us <= WANTED.start_us
    assert clip.end_us >= WANTED.end_us
    copied, original = pieces(clip.path), pieces(source)
    assert copied[0].is_key
    assert min(piece.time_s or 0 for piece in copied) == 0
    assert place_of(contents(copied), contents(decodable_from(copied[0], original))) == 0


@pytest.mark.parametrize(("name", "footage", "suffix"), KINDS.values(), ids=KINDS.keys())
def test_clip_shows_the_same_pictures_at_the_same_times(
    tmp_path: Path, name: str, footage: Footage, suffix: str
) -> None:
    source = footage.write(tmp_path / name)
    clip = cut(source)
    shown = pictures(clip.path)
    original = {time_us - clip.start_us: content for time_us, content in pictures(source)}
    millisecond = 1000 if suffix == ".mkv" else 0  # Matroska counts in them
    for time_us, content in shown:
        nearest = min(original, key=lambda other: abs(other - time_us))
        assert abs(nearest - time_us) <= millisecond
        assert original[nearest] == content
    assert clip.end_us - clip.start_us >= shown[-1][0]


@pytest.mark.parametrize("name", [name for name, (_, footage, _) in KINDS.items() if footage.sound], ids=str)
def test_sound_stays_with_its_pictures(tmp_path: Path, name: str) -> None:
    file, footage, _ = KINDS[name]
    source = footage.write(tmp_path / file)
    clip = cut(source)
    copied, original = pieces(clip.path, "audio"), pieces(source, "audio")
    at = place_of(contents(copied), contents(original))
    assert at is not None
    assert clip.has_audio
    first_picture = pieces(clip.path)[0].time_s or 0
    for piece, twin in zip(copied, original[at:], strict=False):
        assert piece.time_s is not None
        assert twin.time_s is not None
        assert piece.time_s - first_picture == pytest.approx(twin.time_s - clip.start_us / 1e6, abs=0.0011)
    end_s = copied[-1].time_s or 0
    assert (copied[0].time_s or 0) < 0.15  # not later than the sound of the pictures
    assert end_s >= (WANTED.end_us - clip.start_us) / 1e6 - 0.15


def test_sound_can_be_left_out(tmp_path: Path) -> None:
    source = Footage(sound="pcm_mulaw").write(tmp_path / "a.mov")
    origin = Origin("yard", str(source), "f")
    (clip,) = clips_of_file(
        source, [WANTED], lambda _: tmp_path / "clip", origin, CutSettings(with_audio=False)
    )
    assert (clip.path.suffix, clip.has_audio, pieces(clip.path, "audio")) == (".mp4", False, [])


@pytest.mark.parametrize("name", ["a.ts", "a.h264"])
def test_units_of_a_stream_with_start_codes_are_kept(tmp_path: Path, name: str) -> None:
    """MP4 puts lengths in place of start codes; what stands between them is the same."""
    source = Footage().write(tmp_path / name)
    clip = cut(source)
    copied = [units_by_length(piece.content) for piece in pieces(clip.path)]
    original = [units_by_start_code(piece.content) for piece in pieces(source)]
    starts = range(len(original) - len(copied) + 1)
    assert any(original[start : start + len(copied)] == copied for start in starts)


def units_by_start_code(content: bytes) -> list[bytes]:
    return [unit.rstrip(b"\0") for unit in content.split(b"\0\0\1") if unit.strip(b"\0")]


def units_by_length(content: bytes) -> list[bytes]:
    units = []
    while content:
        size = int.from_bytes(content[:4], "big")
        units.append(content[4 : 4 + size].rstrip(b"\0"))
        content = content[4 + size :]
    return units


def test_clip_begins_with_the_last_key_frame_in_time(tmp_path: Path) -> None:
    source = Footage().write(tmp_path / "a.mp4")
    for start_us, key_us in ((2_000_000, 2_000_000), (1_999_999, 1_000_000), (500_000, 0), (-1, 0)):
        assert cut(source, Span(start_us, 6 * SECOND_US)).start_us == key_us


def test_clip_ends_with_the_file_at_the_latest(tmp_path: Path) -> None:
    source = Footage().write(tmp_path / "a.mp4")
    clip = cut(source, Span(8 * SECOND_US, 60 * SECOND_US))
    assert clip.end_us == 10 * SECOND_US
    assert len(pieces(clip.path)) == 20


def test_spans_that_overlap_share_one_clip(tmp_path: Path) -> None:
    source = Footage().write(tmp_path / "a.mp4")
    spans = [Span(7_000_000, 8_000_000), Span(1_000_000, 2_500_000), Span(2_000_000, 3_000_000)]
    origin = Origin("yard", "a.mp4", "f" * 32)
    clips = list(clips_of_file(source, spans, lambda at: clip_stem(tmp_path, origin, at), origin))
    assert [clip.start_us for clip in clips] == [1_000_000, 7_000_000]
    assert clips[0].end_us >= 3_000_000
    assert clips[1].end_us >= 8_000_000


def test_spans_with_one_key_frame_share_one_clip(tmp_path: Path) -> None:
    source = replace(Footage(), key_every_s=5).write(tmp_path / "a.mp4")
    spans = [Span(1_000_000, 2_000_000), Span(3_000_000, 3_500_000), Span(6_000_000, 7_000_000)]
    origin = Origin("yard", "a.mp4", "f" * 32)
    clips = list(clips_of_file(source, spans, lambda at: clip_stem(tmp_path, origin, at), origin))
    assert [clip.start_us for clip in clips] == [0, 5_000_000]
    assert clips[0].end_us >= 3_500_000


@pytest.mark.parametrize(
    ("name", "footage"),
    [("a.mp4", Footage(sound="aac")), ("a.mov", Footage(sound="pcm_alaw")), ("a.avi", Footage("mjpeg"))],
)
def test_same_clip_again_is_the_same_file(tmp_path: Path, name: str, footage: Footage) -> None:
    source = footage.write(tmp_path / name)
    assert cut(source) == cut(source)
    assert len(list(tmp_path.iterdir())) == 2


def test_finished_clip_is_never_altered(tmp_path: Path) -> None:
    source = Footage().write(tmp_path / "a.mp4")
    long = cut(source, Span(0, 8 * SECOND_US))
    short = cut(source, Span(0, 2 * SECOND_US))
    assert [long.path.name, short.path.name] == ["clip.mp4", "clip-2.mp4"]
    assert sha256_of(long.path) == long.sha256
    assert cut(source, Span(0, 2 * SECOND_US)) == short


def test_digest_is_that_of_the_file(tmp_path: Path) -> None:
    clip = cut(Footage().write(tmp_path / "a.mp4"))
    assert clip.sha256 == sha256_of(clip.path)
    assert clip.bytes == clip.path.stat().st_size
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mp4", "clip.mp4"]


@pytest.mark.parametrize("sound", ["aac", "pcm_mulaw"])
def test_clip_says_where_it_comes_from(tmp_path: Path, sound: str) -> None:
    source = Footage(sound=sound).write(tmp_path / "a.mov")
    origin = Origin("Hof „Süd“", "a.mov", "f" * 32, recorded_us=1_795_435_200_000_000)
    (clip,) = clip_of_file(source, WANTED, tmp_path / "clip", origin)
    with av.open(str(clip.path)) as container:
        assert origin_of(container.metadata) == (origin, clip.start_us)
        assert container.metadata["creation_time"].startswith("2026-11-23T12:00:03")
    assert open_source(clip.path).metadata["creation_time"].startswith("2026-11-23T12:00:03")


def test_clip_without_origin_of_ours_is_told() -> None:
    for comment in ("", "holiday", json.dumps({"vedette": 1}), json.dumps({"vedette": {"camera": "x"}})):
        assert origin_of({"COMMENT": comment}) is None


def test_rotation_is_kept(tmp_path: Path) -> None:
    square = MovingSquare(160, 120, frames=30)
    source = write_video(tmp_path / "a.mp4", square.images(), fps=10, rotation=90)
    clip = cut(source, Span(0, SECOND_US))
    assert (open_source(clip.path).width, open_source(clip.path).height) == (120, 160)


def test_variable_rate_is_kept(tmp_path: Path) -> None:
    times_ms = list(np.cumsum(np.random.default_rng(1).integers(20, 300, 40)))
    square = MovingSquare(160, 120, frames=40)
    options = {"g": "8", "sc_threshold": "0"}
    source = write_video(
        tmp_path / "a.mp4", square.images(), times_ms=list(map(int, times_ms)), options=options
    )
    span = Span(2 * SECOND_US, 4 * SECOND_US)
    clip = cut(source, span)
    original = [time_us - clip.start_us for time_us, _ in pictures(source) if time_us >= clip.start_us]
    wanted = [time_us for time_us in original if time_us < span.end_us - clip.start_us]
    assert [time_us for time_us, _ in pictures(clip.path)][: len(wanted)] == wanted
    assert clip.start_us <= span.start_us < span.end_us <= clip.end_us


def test_change_of_size_begins_another_clip(tmp_path: Path) -> None:
    small = Footage(seconds=4).write(tmp_path / "small.ts")
    large = replace(Footage(seconds=4), width=320).write(tmp_path / "large.ts")
    source = tmp_path / "both.ts"
    source.write_bytes(small.read_bytes() + large.read_bytes())
    clips = clip_of_file(source, Span(2 * SECOND_US, 6 * SECOND_US), tmp_path / "clip")
    assert [clip.path.name for clip in clips] == ["clip.mp4", "clip-2.mp4"]
    assert [open_source(clip.path).width for clip in clips] == [160, 320]
    assert clips[1].start_us == pytest.approx(4 * SECOND_US, abs=300_000)
    assert clips[1].end_us >= 6 * SECOND_US
    assert [len(pictures(clip.path)) for clip in clips] == [len(pieces(clip.path)) for clip in clips]


def test_change_of_size_in_mjpeg_begins_another_clip(tmp_path: Path) -> None:
    small = Footage("mjpeg", seconds=2).write(tmp_path / "small.mjpeg")
    large = replace(Footage("mjpeg", seconds=2), width=320).write(tmp_path / "large.mjpeg")
    source = tmp_path / "both.mjpeg"
    source.write_bytes(small.read_bytes() + large.read_bytes())
    clips = clip_of_file(source, Span(0, 4 * SECOND_US), tmp_path / "clip")
    assert [open_source(clip.path).width for clip in clips] == [160, 320]
    assert sum(len(pieces(clip.path)) for clip in clips) == 40


def test_clock_that_was_set_anew_goes_on(tmp_path: Path) -> None:
    part = Footage(seconds=4).write(tmp_path / "part.ts")
    source = tmp_path / "both.ts"
    source.write_bytes(part.read_bytes() * 2)
    clip = cut(source, Span(2 * SECOND_US, 6 * SECOND_US))
    assert clip.end_us - clip.start_us >= 4 * SECOND_US
    times = [time_us for time_us, _ in pictures(clip.path)]
    assert max(np.diff(times)) <= 200_000


def test_what_holds_no_packets_of_video_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("no video")
    sources = (
        tmp_path / "nothing.mp4",
        text,
        write_sound(tmp_path / "sound.m4a"),
        write_pictures(tmp_path / "pictures", MovingSquare(frames=2).images()),
    )
    for source in sources:
        with pytest.raises(RecordingError, match=f"^{source}: expected"):
            clip_of_file(source, WANTED, tmp_path / "clip")


def test_stretch_behind_the_end_is_refused(tmp_path: Path) -> None:
    source = Footage(seconds=2).write(tmp_path / "a.mp4")
    with pytest.raises(RecordingError, match=r"expected pictures from 60.000 s on, found none"):
        cut(source, Span(60 * SECOND_US, 61 * SECOND_US))


def test_stretch_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends after it begins"):
        Span(2, 1)


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    source = Footage(seconds=2).write(tmp_path / "a.mp4")
    (tmp_path / "file").touch()
    with pytest.raises(RecordingError, match=r"recording stopped: .*File exists"):
        clip_of_file(source, Span(0, SECOND_US), tmp_path / "file" / "clip")
