"""The resolver of each rule of the grammar: from an expression that was found to its value."""

from __future__ import annotations

from collections.abc import Callable

from .time_calendar import century, decades, half_year, month, quarter, quarter_of, word_year, year, year_period
from .time_context import Context, Found, Result
from .time_days import clock, clock_day, date, day_range, deictic, iso, numeric, shared_day, weekday, year_range
from .time_relative import (
    after_event,
    ago,
    bare_unit,
    bare_units,
    closing,
    day_before,
    day_number,
    duration,
    frequency,
    future,
    hence,
    holiday,
    last_n,
    lone_ref,
    part,
    past,
    position_unit,
    present,
    recent_units,
    relative_part,
    relative_season,
    relative_unit,
    set_each,
    set_per,
    units_ago,
    year_earlier,
)

Resolver = Callable[[Context, Found], Result]

RESOLVERS: dict[str, Resolver] = {
    "iso": iso, "numeric": numeric, "clock_day": clock_day, "day_clock": clock_day, "weekday_date": date,
    "range_dm": day_range, "range_md": day_range, "range_years": year_range, "shared_day": shared_day, "date": date,
    "set_each": set_each, "set_per": set_per, "decades": decades, "quarter": quarter, "quarter_of": quarter_of, "year_period": year_period, "word_year": word_year, "half_year": half_year,
    "century": century, "months_of": month, "last_n": last_n, "ago": ago, "hence": hence, "after_event": after_event,
    "units_ago": units_ago, "year_earlier": year_earlier, "day_before": day_before, "relative_weekday": weekday,
    "relative_part": relative_part, "relative_season": relative_season, "recent_units": recent_units,
    "relative_unit": relative_unit, "weekday": weekday, "deictic_part": deictic, "deictic": deictic, "holiday": holiday,
    "closing": closing, "duration": duration, "clock": clock, "year": year, "position_unit": position_unit,
    "position_season": relative_season, "bare_units": bare_units, "bare_unit": bare_unit, "part": part,
    "frequency": frequency, "present": present, "past": past, "lone_ref": lone_ref, "day_number": day_number, "future": future, "the_past": past,
}  # fmt: skip
"""The resolver of each rule of the grammar."""
