"""Every kind of batch request and who carries it out."""

from __future__ import annotations

from sync.emulator.sheets import (
    requests_cells,
    requests_charts,
    requests_cleaning,
    requests_clipboard,
    requests_comments,
    requests_dimensions,
    requests_filling,
    requests_filters,
    requests_formats,
    requests_groups,
    requests_metadata,
    requests_ranges,
    requests_rules,
    requests_sheets,
    requests_shifts,
    requests_tables,
)
from sync.emulator.sheets.batch import Handler

HANDLERS: dict[str, Handler] = {
    **requests_cells.HANDLERS,
    **requests_charts.HANDLERS,
    **requests_cleaning.HANDLERS,
    **requests_clipboard.HANDLERS,
    **requests_comments.HANDLERS,
    **requests_dimensions.HANDLERS,
    **requests_filling.HANDLERS,
    **requests_filters.HANDLERS,
    **requests_formats.HANDLERS,
    **requests_groups.HANDLERS,
    **requests_metadata.HANDLERS,
    **requests_ranges.HANDLERS,
    **requests_rules.HANDLERS,
    **requests_sheets.HANDLERS,
    **requests_shifts.HANDLERS,
    **requests_tables.HANDLERS,
}
"""Requests about data sources (BigQuery, Looker) are not here: there is nothing for them to reach."""
