"""Amounts as people write and read them."""

import pytest

from api.quantity import byte_count, length_s, readable_bytes


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("10GB", 10**10),
        ("500 MB", 5 * 10**8),
        ("1.5TiB", 3 * 2**39),
        ("123", 123),
        ("2kb", 2000),
        ("1 KiB", 1024),
    ],
)
def test_sizes_are_read(text: str, count: int) -> None:
    assert byte_count(text) == count


@pytest.mark.parametrize("text", ["", "GB", "-1GB", "10 gigabytes", "1e9", "10Gb/s"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a size"):
        byte_count(text)


@pytest.mark.parametrize(
    ("text", "length"), [("14d", 1_209_600), ("36h", 129_600), ("1.5m", 90), ("90s", 90)]
)
def test_lengths_of_time_are_read(text: str, length: float) -> None:
    assert length_s(text) == length


@pytest.mark.parametrize("text", ["", "d", "14", "14 days", "-1d"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a length of time"):
        length_s(text)


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1234, "1.23 kB"), (12_345_678, "12.3 MB"), (10**13, "10 TB")],
)
def test_sizes_are_written_with_three_digits(count: int, text: str) -> None:
    assert readable_bytes(count) == text
