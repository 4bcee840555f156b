"""Luma and crops of a picture: right colours, right place, whatever the pixel format and the geometry."""

from fractions import Fraction

import av
import cv2
import numpy as np
import pytest

from pipeline.media.geometry import Geometry
from pipeline.media.picture import Picture
from pipeline.values import Box, Image
from tests.videos import SQUARE_RGB, MovingSquare, matches, texture

SCENE = MovingSquare(width=320, height=240, start_xy=(100, 60))

EIGHT_BIT = ("yuv420p", "yuvj420p", "yuv422p", "yuv444p", "nv12")
CONVERTED = ("yuv420p10le", "yuv422p12le", "p010le", "yuyv422", "rgb24", "bgr0", "gbrp", "rgb48le")


def picture_of(image: Image, pixel_format: str = "yuv420p", pixel_aspect: Fraction | None = None) -> Picture:
    frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format=pixel_format)
    return Picture(frame, Geometry.of(frame, pixel_aspect))


@pytest.mark.parametrize("pixel_format", EIGHT_BIT + CONVERTED)
def test_colours_survive_every_pixel_format(pixel_format: str) -> None:
    image = SCENE.image(0)
    assert matches(picture_of(image, pixel_format).rgb(), image, tolerance=3)


def test_grey_pictures_have_equal_channels() -> None:
    image = SCENE.image(0)
    grey = picture_of(image, "gray").rgb()
    assert (grey[..., 0] == grey[..., 1]).all()
    assert matches(grey[..., 0], cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), tolerance=2)


@pytest.mark.parametrize("matrix", ["ITU601", "ITU709"])
@pytest.mark.parametrize("colour_range", ["MPEG", "JPEG"])
def test_declared_matrix_and_range_are_honoured(matrix: str, colour_range: str) -> None:
    image = SCENE.image(0)
    frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(
        format="yuv444p", dst_colorspace=matrix, dst_color_range=colour_range
    )
    assert matches(Picture(frame, Geometry.of(frame, None)).rgb(), image, tolerance=2)


@pytest.mark.parametrize(("height", "matrix"), [(480, "ITU601"), (720, "ITU709")])
def test_undeclared_matrix_follows_the_size_as_in_players(height: int, matrix: str) -> None:
    image = texture(height * 16 // 9, height)
    frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(
        format="yuv444p", dst_colorspace=matrix
    )
    frame.colorspace = 2  # unspecified
    assert matches(Picture(frame, Geometry.of(frame, None)).rgb(), image, tolerance=2)


@pytest.mark.parametrize("pixel_format", ["yuv420p", "nv12", "yuv411p", "rgb24"])
@pytest.mark.parametrize("box", [Box(100, 60, 40, 40), Box(101, 61, 17, 23), Box(319, 239, 1, 1)], ids=str)
def test_crop_equals_the_same_part_of_the_whole(pixel_format: str, box: Box) -> None:
    picture = picture_of(SCENE.image(0), pixel_format)
    left, top, right, bottom = int(box.x), int(box.y), int(box.right), int(box.bottom)
    crop, whole = picture.rgb(box), picture.rgb()
    assert crop.shape == (bottom - top, right - left, 3)
    inner = (
        np.s_[2:-2, 2:-2] if min(crop.shape[:2]) > 4 else np.s_[:, :]
    )  # chroma is interpolated at the edge
    tolerance = 1 if pixel_format != "yuv411p" else 12
    assert matches(crop[inner], whole[top:bottom, left:right][inner], tolerance)


def test_odd_sides_are_kept() -> None:
    scene = MovingSquare(width=321, height=243)
    picture = picture_of(scene.image(0))
    assert (picture.width, picture.height) == (321, 243)
    assert matches(picture.rgb(), scene.image(0), tolerance=3)


def test_box_is_clipped_to_the_picture() -> None:
    picture = picture_of(SCENE.image(0))
    assert picture.rgb(Box(-10, -20, 30, 50)).shape == (30, 20, 3)
    assert picture.rgb(Box(300, 230, 100, 100)).shape == (10, 20, 3)


@pytest.mark.parametrize("box", [Box(320, 0, 5, 5), Box(-9, 0, 9, 9), Box(10, 10, 0, 5)], ids=str)
def test_box_outside_the_picture_is_refused(box: Box) -> None:
    with pytest.raises(ValueError, match="320x240"):
        picture_of(SCENE.image(0)).rgb(box)


@pytest.mark.parametrize(
    ("box", "max_side", "shape"),
    [
        (Box(0, 0, 200, 100), 64, (32, 64, 3)),
        (Box(0, 0, 40, 80), 64, (64, 32, 3)),
        (Box(0, 0, 40, 30), 64, (30, 40, 3)),
        (Box(0, 0, 300, 1), 64, (1, 64, 3)),
    ],
    ids=["wide", "tall", "small enough", "a line"],
)
def test_crop_is_shrunk_but_never_enlarged(box: Box, max_side: int, shape: tuple[int, ...]) -> None:
    assert picture_of(SCENE.image(0)).rgb(box, max_side).shape == shape


@pytest.mark.parametrize(
    "size_wh", [(320, 240), (160, 120), (80, 60), (107, 80), (300, 169), (40, 30)], ids=str
)
def test_luma_averages_the_pixels(size_wh: tuple[int, int]) -> None:
    scene = MovingSquare(noise=8)
    frame = av.VideoFrame.from_ndarray(scene.image(0), format="rgb24").reformat(format="gray")
    small = Picture(frame, Geometry.of(frame, None)).luma(size_wh)
    exact = cv2.resize(frame.to_ndarray(), size_wh, interpolation=cv2.INTER_AREA)
    assert small.shape == size_wh[::-1]
    assert matches(small, exact, tolerance=3)


def test_luma_does_not_alias_a_fine_pattern() -> None:
    stripes = np.zeros((240, 320, 3), np.uint8)
    stripes[:, ::2] = 255
    for size_wh in ((160, 120), (80, 60), (107, 80)):
        small = picture_of(stripes, "gray").luma(size_wh)
        assert small.std() < 3
        assert abs(float(small.mean()) - 127.5) < 3


def test_luma_of_odd_sides_averages_too() -> None:
    stripes = np.zeros((243, 321, 3), np.uint8)
    stripes[:, ::2] = 255
    assert picture_of(stripes, "gray").luma((80, 60)).std() < 20


def test_luma_is_no_window_into_the_decoder() -> None:
    picture = picture_of(SCENE.image(0))
    luma = picture.luma((320, 240))
    luma[:] = 0
    assert picture.luma((320, 240)).any()


@pytest.mark.parametrize(
    ("pixel_aspect", "width"),
    [
        (Fraction(16, 15), 341),
        (Fraction(4, 3), 427),
        (Fraction(8, 9), 284),
        (Fraction(100), 320),
        (None, 320),
    ],
    ids=["PAL", "anamorphic", "NTSC", "absurd", "not told"],
)
def test_pixels_become_square(pixel_aspect: Fraction | None, width: int) -> None:
    picture = picture_of(SCENE.image(0), pixel_aspect=pixel_aspect)
    assert (picture.width, picture.height) == (width, 240)
    assert picture.rgb().shape == (240, width, 3)
    factor = width / 320
    square = picture.rgb(Box(105 * factor, 65, 30 * factor, 30))
    assert square.shape == (30, round(30 * factor), 3)
    assert np.abs(square.mean((0, 1)) - SQUARE_RGB).max() < 12


@pytest.mark.parametrize("flips_x", [False, True])
@pytest.mark.parametrize("flips_y", [False, True])
@pytest.mark.parametrize("is_transposed", [False, True])
def test_upright_boxes_lie_where_upright_pixels_do(is_transposed: bool, flips_x: bool, flips_y: bool) -> None:
    size_wh = (240, 320) if is_transposed else (320, 240)
    geometry = Geometry(*size_wh, is_transposed, flips_x, flips_y)
    frame = av.VideoFrame.from_ndarray(SCENE.image(0), format="rgb24").reformat(format="yuv444p")
    picture = Picture(frame, geometry)
    whole = picture.rgb()
    assert whole.shape == (size_wh[1], size_wh[0], 3)
    assert picture.luma((size_wh[0] // 2, size_wh[1] // 2)).shape == (size_wh[1] // 2, size_wh[0] // 2)
    assert matches(picture.rgb(Box(30, 50, 61, 43)), whole[50:93, 30:91], tolerance=1)


def test_picture_of_another_size_is_stretched_to_the_first_ones() -> None:
    small = av.VideoFrame.from_ndarray(texture(160, 120), format="rgb24").reformat(format="yuv420p")
    picture = Picture(small, Geometry(320, 240))
    assert (picture.width, picture.height) == (320, 240)
    assert picture.rgb().shape == (240, 320, 3)
    assert matches(picture.rgb(Box(160, 120, 160, 120)), picture.rgb()[120:, 160:], tolerance=4)
