"""What becomes of the packets of a connection."""

from pipeline.live.reception import KEY_WAIT_S, Reception
from tests.packets import packet


def test_a_key_frame_is_waited_for_and_not_for_ever() -> None:
    now_s = [100.0]
    reception = Reception(None, None, lambda: True, lambda: now_s[-1])
    for second in (101.0, 120.0):
        now_s.append(second)
        reception.take(packet(second))
        assert reception.useful_s(decoded_s=90.0) == second
    now_s.append(100.0 + KEY_WAIT_S)
    reception.take(packet(now_s[-1]))
    assert reception.useful_s(decoded_s=90.0) == 90.0


def test_behind_a_key_frame_only_pictures_are_of_use() -> None:
    now_s = [100.0]
    reception = Reception(None, None, lambda: True, lambda: now_s[-1])
    now_s.append(101.0)
    reception.take(packet(101.0, is_key=True))
    reception.take(packet(102.0, is_video=False))
    assert reception.useful_s(decoded_s=100.5) == 100.5
    assert (reception.pictured_s, reception.bytes) == (101.0, 200)
