"""While people are answered, threads take turns quickly; after that as before."""

import gc
import sys

from api.http.promptness import SWITCH_S, prompt


def test_threads_take_turns_quickly_as_long_as_people_are_answered() -> None:
    before = sys.getswitchinterval()
    with prompt():
        assert sys.getswitchinterval() == SWITCH_S < before
        assert gc.get_freeze_count() > 0
    assert sys.getswitchinterval() == before
    assert gc.get_freeze_count() == 0
