"""A chart of a spreadsheet as a picture, drawn from its spec and the cells as they stand."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import vl_convert

from sync.emulator.pages.basic_charts import basic_chart
from sync.emulator.pages.chart_data import Sources, basic_table, pie_table
from sync.emulator.pages.chart_looks import INK, QUIET, ChartLook, drawn_from
from sync.emulator.pages.pie_charts import pie_chart
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.model import Spreadsheet
from sync.emulator.sheets.requests_charts import DEFAULT_HEIGHT, DEFAULT_WIDTH

SHEET_WIDTH, SHEET_HEIGHT = 1200, 740  # pixels of a chart that has a sheet of its own
_MOST_PICTURES = 256


class NoSuchChart(KeyError):
    """The spreadsheet has no chart with this id."""


def chart_png(spreadsheet: Spreadsheet, chart_id: int, now: datetime | None = None, scale: float = 2) -> bytes:
    """The chart as a PNG; `scale` 2 gives two pixels for each of the chart's own.

    `now` is the moment for which formulas are worked out (the present, if none is given). Raises NoSuchChart.
    """
    return bytes(vl_convert.vegalite_to_png(chart_spec(spreadsheet, chart_id, now), scale=scale))


def chart_svg(spreadsheet: Spreadsheet, chart_id: int, now: datetime | None = None) -> bytes:
    """The chart as an SVG of its own size in pixels. Raises NoSuchChart."""
    return vl_convert.vegalite_to_svg(chart_spec(spreadsheet, chart_id, now)).encode()


def found_chart(spreadsheet: Spreadsheet, chart_id: int) -> Json:
    """The `EmbeddedChart` with this id. Raises NoSuchChart."""
    for sheet in spreadsheet.sheets:
        for chart in sheet.furniture["charts"]:
            if chart["chartId"] == chart_id:
                return chart
    raise NoSuchChart(f"There is no chart {chart_id} in this spreadsheet.")


def chart_size(chart: Json) -> tuple[int, int]:
    """Width and height of a chart in pixels."""
    overlay = chart["position"].get("overlayPosition")
    if overlay is None:
        return SHEET_WIDTH, SHEET_HEIGHT
    return int(overlay.get("widthPixels", DEFAULT_WIDTH)), int(overlay.get("heightPixels", DEFAULT_HEIGHT))


def chart_spec(spreadsheet: Spreadsheet, chart_id: int, now: datetime | None = None) -> dict[str, Any]:
    """The chart as a Vega-Lite specification with its data inside. Raises NoSuchChart."""
    chart = found_chart(spreadsheet, chart_id)
    spec = chart["spec"]
    look = ChartLook(spec, *chart_size(chart))
    sources = Sources(spreadsheet, now or datetime.now(UTC), spec.get("hiddenDimensionStrategy", ""))
    if "pieChart" in spec:
        table = pie_table(sources, spec["pieChart"])
        return _said(look, "No data") if table.is_empty else pie_chart(table, spec["pieChart"], look)
    if "basicChart" in spec:
        table = basic_table(sources, spec["basicChart"])
        return _said(look, "No data") if table.is_empty else basic_chart(table, spec["basicChart"], look)
    if "scorecardChart" in spec:
        key = sources.points(spec["scorecardChart"].get("keyValueData"))
        return _said(look, key[0].text, size=44, color=INK) if key and key[0].text else _said(look, "No data")
    return _said(look, "This practice copy does not draw charts of this kind.")


def _said(look: ChartLook, text: str, size: int = 14, color: str = QUIET) -> dict[str, Any]:
    """A chart that is only its title and one line."""
    mark = drawn_from([{"text": text}]).mark_text(fontSize=size, color=color).encode(text="text:N")
    return look.dressed(mark.properties(width=look.width, height=look.height))


class ChartPictures:
    """Pictures of charts, kept for the state of the spreadsheet that they were drawn from."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def picture(self, key: tuple[Any, ...], draw: Callable[[], bytes]) -> bytes:
        """The picture for this key; drawn if nobody asked for it lately."""
        with self._lock:
            known = self._kept.get(key)
            if known is not None:
                self._kept.move_to_end(key)
                return known
        drawn = draw()
        with self._lock:
            self._kept[key] = drawn
            while len(self._kept) > _MOST_PICTURES:
                self._kept.popitem(last=False)
        return drawn
