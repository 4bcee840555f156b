"""When a schedule is awake."""

from datetime import UTC, datetime, timedelta

from rules.plan import WEEKDAYS, Schedule

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def local_time(schedule: Schedule, time_us: int) -> datetime:
    """The time that the clocks of the schedule's time zone show.

    Args:
        schedule: Its time zone counts.
        time_us: UTC microseconds since 1970.
    """
    return (_EPOCH + timedelta(microseconds=time_us)).astimezone(schedule.timezone)


def is_awake(schedule: Schedule, time_us: int) -> bool:
    """True if a clock on the wall shows a time that the schedule names.

    Where clocks are put back, the hour that comes twice counts twice; where they are put forward, the hour
    that is left out never comes, and a span that would begin in it begins with the next. A span that ends
    when or before it begins runs over midnight and is of the day on which it began.

    Args:
        schedule: When the rule is awake.
        time_us: UTC microseconds since 1970.
    """
    local = local_time(schedule, time_us)
    today, yesterday = WEEKDAYS[local.weekday()], WEEKDAYS[local.weekday() - 1]
    if schedule.between is None:
        return today in schedule.days
    begin, end = schedule.between
    clock = local.time()
    if begin < end:
        return today in schedule.days and begin <= clock < end
    return (today in schedule.days and clock >= begin) or (yesterday in schedule.days and clock < end)
