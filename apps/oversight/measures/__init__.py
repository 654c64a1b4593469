"""The measures, a file each: definition, query, figure in words, and the rows behind it.

A new measure is a new file and its line here; pages, report and API read this table.
"""

from __future__ import annotations

from . import (
    backorder_age,
    cancellation_rate,
    days_to_repair,
    denial_rate,
    kept_share,
    line_fill_rate,
    out_of_service,
    paused_share,
    promised_service,
    question_rate,
    refiled_rate,
    reopen_rate,
    repeat_repairs,
    reversal_rate,
    service_points,
    split_rate,
    unbooked_rate,
)
from .definition import Measure

MEASURES: dict[str, Measure] = {
    measure.code: measure
    for measure in (
        kept_share.MEASURE,
        days_to_repair.MEDIAN,
        days_to_repair.NINETIETH,
        out_of_service.MEASURE,
        line_fill_rate.MEASURE,
        backorder_age.MEASURE,
        denial_rate.MEASURE,
        reversal_rate.MEASURE,
        question_rate.MEASURE,
        paused_share.MEASURE,
        reopen_rate.MEASURE,
        refiled_rate.MEASURE,
        cancellation_rate.MEASURE,
        split_rate.MEASURE,
        unbooked_rate.MEASURE,
        repeat_repairs.MEASURE,
        service_points.MEASURE,
        promised_service.MEASURE,
    )
}
