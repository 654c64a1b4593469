"""The measures, a file each: definition, query, figure in words, and the rows behind it.

A new measure is a new file and its line here; pages, report and API read this table.
"""

from __future__ import annotations

from . import (
    backorder_age,
    cancellation_rate,
    critical_parts,
    days_to_repair,
    delivery_problems,
    denial_rate,
    first_fill_rate,
    kept_share,
    line_fill_rate,
    off_road_share,
    order_cycle,
    out_of_service,
    paused_share,
    promised_service,
    promises_kept,
    question_rate,
    refiled_rate,
    reopen_rate,
    repeat_repairs,
    reversal_rate,
    service_points,
    slips_per_line,
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
        first_fill_rate.MEASURE,
        promises_kept.MEASURE,
        slips_per_line.MEASURE,
        backorder_age.MEASURE,
        order_cycle.MEDIAN,
        order_cycle.NINETIETH,
        order_cycle.OFF_ROAD,
        critical_parts.MEASURE,
        off_road_share.MEASURE,
        delivery_problems.MEASURE,
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
