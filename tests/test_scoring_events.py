"""One-to-one matching of events, with values worked out by hand and against brute force."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.scoring.events import match_by_group, match_by_label, match_events
from pipeline.scoring.span import Span
from pipeline.scoring.tally import Tally


def person(start_s: float, end_s: float) -> Span:
    return Span("person", start_s, end_s)


@pytest.mark.parametrize(
    ("found", "is_match"),
    [
        (person(10, 20), True),
        (person(15, 25), True),
        (person(15.1, 25.1), False),
        (person(19, 21), True),
        (person(19.1, 21.1), False),
        (person(0, 100), True),
        (person(20, 30), False),
        (person(12, 12), True),
        (person(9, 9), False),
    ],
    ids=[
        "same",
        "half",
        "less than half",
        "half of the shorter",
        "less",
        "around",
        "next",
        "moment",
        "moment before",
    ],
)
def test_half_of_the_shorter_must_overlap(found: Span, is_match: bool) -> None:
    assert bool(match_events([person(10, 20)], [found]).matched) is is_match


def test_one_event_matches_one() -> None:
    matching = match_events([person(0, 10)], [person(0, 4), person(5, 10)])
    assert matching.tally == Tally(hits=1, missed=0, false=1)
    assert matching.matched == ((person(0, 10), person(0, 4)),)


def test_as_many_pairs_as_possible_are_made() -> None:
    # The best pair alone (0…10 with 0…10) would leave 0…4 and 5…10, which do not meet.
    matching = match_events([person(0, 10), person(0, 4)], [person(0, 10), person(5, 10)])
    assert matching.matched == ((person(0, 10), person(5, 10)), (person(0, 4), person(0, 10)))
    assert matching.tally == Tally(hits=2)


def test_of_equally_many_pairs_those_that_overlap_most_are_made() -> None:
    truth = [person(0, 10), person(4, 14)]
    found = [person(4, 14), person(0, 10)]
    assert match_events(truth, found).matched == ((truth[0], found[1]), (truth[1], found[0]))


def test_groups_match_among_themselves_and_labels_exactly() -> None:
    truth = [Span("van", 0, 10), Span("dog", 0, 10)]
    found = [Span("truck", 0, 10), Span("person", 0, 10), Span("dog", 1, 10)]
    groups = {group: matching.tally for group, matching in match_by_group(truth, found).items()}
    labels = {label: matching.tally for label, matching in match_by_label(truth, found).items()}
    assert groups == {"animal": Tally(1, 0, 0), "person": Tally(0, 0, 1), "vehicle": Tally(1, 0, 0)}
    assert labels == {
        "dog": Tally(1, 0, 0),
        "person": Tally(0, 0, 1),
        "truck": Tally(0, 0, 1),
        "van": Tally(0, 1, 0),
    }


def test_nothing_true_and_nothing_found() -> None:
    assert match_events([], []).tally == Tally()
    assert match_events([person(0, 1)], []).tally == Tally(missed=1)
    assert match_events([], [person(0, 1)]).tally == Tally(false=1)


def test_rates_of_a_tally() -> None:
    tally = Tally(hits=3, missed=1, false=2)
    assert (tally.recall, tally.precision) == (0.75, 0.6)
    assert tally.f1 == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))
    assert (Tally().recall, Tally().precision, Tally().f1) == (None, None, None)
    assert (Tally(false=1).recall, Tally(missed=1).precision, Tally(missed=1).f1) == (None, None, 0.0)


def most_pairs(truth: list[Span], found: list[Span]) -> int:
    """Try every pairing."""

    def fits(one: Span, other: Span) -> bool:
        return one.overlap_s(other) >= 0.5 * min(one.length_s, other.length_s)

    few, many = sorted((truth, found), key=len)
    return max(
        sum(fits(one, other) for one, other in zip(few, chosen, strict=True))
        for chosen in permutations(many, len(few))
    )


spans = st.builds(lambda start, length: person(start, start + length), st.integers(0, 20), st.integers(0, 8))


@settings(max_examples=60)
@given(st.lists(spans, max_size=5), st.lists(spans, max_size=5))
def test_no_other_pairing_has_more_pairs(truth: list[Span], found: list[Span]) -> None:
    tally = match_events(truth, found).tally
    assert tally.hits == most_pairs(truth, found)
    assert tally.hits + tally.missed == len(truth)
    assert tally.hits + tally.false == len(found)
