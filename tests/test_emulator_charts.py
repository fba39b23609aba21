"""Charts of a spreadsheet as pictures: what is drawn, from which cells, in which order and color."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Any

import gspread
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.emulator.pages.charts import NoSuchChart, chart_png, chart_spec, chart_svg
from sync.emulator.pages.pie_charts import spread
from sync.emulator.server import EmulatorServer, serve
from sync.emulator.sheets.model import Spreadsheet
from sync.emulator.sheets.opening import shelf_of
from tests.browsing import Person
from tests.emulator_clients import user_sheets

OWNER, STRANGER = "dana.owner@lincoln.example", "pat@elsewhere.example"
HOURS = [["School", "Hours", "Days"], ["Lincoln", 30, 4], ["Adams", 45, 5], ["Grant", 15, 2]]


@pytest.fixture(scope="module")
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        yield running


@pytest.fixture
def sheet(server: EmulatorServer) -> gspread.Spreadsheet:
    """A Sheet with a table of three schools."""
    made = user_sheets(server, OWNER).create("Charts")
    made.sheet1.update(HOURS, "A1")
    return made


def column(place: int, top: int = 0, bottom: int = 4) -> dict[str, Any]:
    sides = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": place, "endColumnIndex": place + 1}
    return {"sourceRange": {"sources": [{"sheetId": 0, **sides}]}}


def basic(kind: str, *series: dict[str, Any], **more: Any) -> dict[str, Any]:
    chart = {"chartType": kind, "headerCount": 1, "domains": [{"domain": column(0)}], "series": list(series)}
    return {"title": "Coaching", "basicChart": {**chart, **more}}


def pie(**more: Any) -> dict[str, Any]:
    return {"title": "Coaching", "pieChart": {"domain": column(0, 1), "series": column(1, 1), **more}}


def added(server: EmulatorServer, sheet: gspread.Spreadsheet, spec: dict[str, Any], **size: int) -> Spreadsheet:
    """The spreadsheet with this chart on it, whose id is 1."""
    overlay = {"anchorCell": {"sheetId": 0, "rowIndex": 5, "columnIndex": 0}, **size}
    chart = {"chartId": 1, "spec": spec, "position": {"overlayPosition": overlay}}
    sheet.batch_update({"requests": [{"addChart": {"chart": chart}}]})
    return stored(server, sheet)


def stored(server: EmulatorServer, sheet: gspread.Spreadsheet) -> Spreadsheet:
    found = shelf_of(server.world).shelf.load(sheet.id)
    assert found is not None
    return found


def marks(spec: dict[str, Any], kind: str, data: Any = None) -> list[dict[str, Any]]:
    """The layers of a Vega-Lite specification that draw this kind of mark, however deep; data may stand further up."""
    data = spec.get("data", data)
    here = [{**spec, "data": data}] if spec.get("mark", {}).get("type") == kind else []
    return [*here, *(found for layer in spec.get("layer", []) for found in marks(layer, kind, data))]


def drawn(spec: dict[str, Any], layer: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that a layer draws."""
    data = layer["data"]
    rows: list[dict[str, Any]] = data["values"] if "values" in data else spec["datasets"][data["name"]]
    return rows


def numbers(spec: dict[str, Any], layer: dict[str, Any]) -> list[tuple[Any, str, Any]]:
    return [(row["c"], row["s"], row["v"]) for row in drawn(spec, layer)]


def test_bars_stand_in_the_order_of_the_table(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """Neither the alphabet nor the size of a bar moves it; the first row stands on top."""
    spec = chart_spec(added(server, sheet, basic("BAR", {"series": column(1)})), 1)
    (bars,) = marks(spec, "bar")
    assert numbers(spec, bars) == [(0, "Hours", 30), (1, "Hours", 45), (2, "Hours", 15)]
    axis = bars["encoding"]["y"]
    assert (axis["sort"], axis["scale"]["domain"]) == (None, [0, 1, 2])
    assert axis["axis"]["labelExpr"] == '["Lincoln", "Adams", "Grant"][datum.value]'


@pytest.mark.parametrize(
    ("kind", "mark", "numbers_on"),
    [
        ("BAR", "bar", "x"),
        ("COLUMN", "bar", "y"),
        ("LINE", "line", "y"),
        ("AREA", "area", "y"),
        ("SCATTER", "point", "y"),
    ],
)
def test_each_type_of_chart_has_its_mark(
    server: EmulatorServer, sheet: gspread.Spreadsheet, kind: str, mark: str, numbers_on: str
) -> None:
    """Bars lie, columns stand, and all of them show the numbers of the series."""
    spec = chart_spec(added(server, sheet, basic(kind, {"series": column(1)})), 1)
    layer = marks(spec, mark)[0]
    assert [row["v"] for row in drawn(spec, layer)] == [30, 45, 15]
    assert layer["encoding"][numbers_on]["field"] == "v"


def test_series_stand_side_by_side_or_on_one_another(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """Stacking is what the spec says; the first series is the lowest part."""
    both = ({"series": column(1)}, {"series": column(2)})
    grouped = chart_spec(added(server, sheet, basic("COLUMN", *both)), 1)
    assert marks(grouped, "bar")[0]["encoding"]["xOffset"]["field"] == "s"
    for stacked, stack in (("STACKED", "zero"), ("PERCENT_STACKED", "normalize")):
        sheet.batch_update({"requests": [{"deleteEmbeddedObject": {"objectId": 1}}]})
        spec = chart_spec(added(server, sheet, basic("COLUMN", *both, stackedType=stacked)), 1)
        encoding = marks(spec, "bar")[0]["encoding"]
        assert (encoding["y"]["stack"], encoding["order"]["field"]) == (stack, "p")
        assert "xOffset" not in encoding


def test_a_combo_draws_each_series_its_way_and_on_its_axis(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """Hours as columns on the left, days as a line on the right."""
    line = {"series": column(2), "type": "LINE", "targetAxis": "RIGHT_AXIS"}
    combo = basic("COMBO", {"series": column(1), "type": "COLUMN", "targetAxis": "LEFT_AXIS"}, line)
    spec = chart_spec(added(server, sheet, combo), 1)
    (bars,), (line,) = marks(spec, "bar"), marks(spec, "line")
    assert (bars["encoding"]["y"]["axis"]["orient"], line["encoding"]["y"]["axis"]["orient"]) == ("left", "right")
    assert [row["v"] for row in drawn(spec, line)] == [4, 5, 2]
    assert spec["resolve"]["scale"]["y"] == "independent"


def test_titles_legend_and_colors_come_from_the_spec(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """What the spec does not say comes from the headers."""
    orange = {"rgbColor": {"red": 230 / 255, "green": 159 / 255}}
    own = {"styleOverrides": [{"index": 1, "colorStyle": {"rgbColor": {"red": 1}}}]}
    chart = basic(
        "COLUMN",
        {"series": column(1), "colorStyle": orange, **own},
        {"series": column(2)},
        legendPosition="TOP_LEGEND",
        axis=[{"position": "LEFT_AXIS", "title": "Time"}],
    )
    spec = chart_spec(added(server, sheet, {**chart, "subtitle": "By school"}), 1)
    assert (spec["title"]["text"], spec["title"]["subtitle"]) == (["Coaching"], ["By school"])
    first, second = marks(spec, "bar")
    color = first["encoding"]["color"]
    assert (color["scale"]["domain"], color["scale"]["range"][0]) == (["Hours", "Days"], "#e69f00")
    assert color["legend"]["orient"] == "top"
    assert [(row["c"], row["own"]) for row in drawn(spec, second)] == [(1, "#ff0000")]
    assert first["encoding"]["x"]["axis"]["title"] == "School"
    assert first["encoding"]["y"]["axis"]["title"] == "Time"


@pytest.mark.parametrize(("label", "texts"), [({"type": "DATA"}, ["30", "45", "15"]), ({}, None)])
def test_value_labels_are_written_where_the_spec_asks(
    server: EmulatorServer, sheet: gspread.Spreadsheet, label: dict[str, str], texts: list[str] | None
) -> None:
    """A label is the text of the cell; nobody who did not ask gets one."""
    series = {"series": column(1), "dataLabel": label} if label else {"series": column(1)}
    spec = chart_spec(added(server, sheet, basic("BAR", series)), 1)
    found = marks(spec, "text")
    assert ([row["t"] for row in drawn(spec, found[0])] if found else None) == texts


def test_hidden_rows_are_left_out_unless_the_spec_wants_them(
    server: EmulatorServer, sheet: gspread.Spreadsheet
) -> None:
    """Adams is hidden: by default its bar goes too."""
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}
    hide = {"range": span, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    sheet.batch_update({"requests": [{"updateDimensionProperties": hide}]})
    for strategy, values in ((None, [30, 15]), ("SHOW_ALL", [30, 45, 15])):
        chart = basic("COLUMN", {"series": column(1)})
        chart |= {"hiddenDimensionStrategy": strategy} if strategy else {}
        spec = chart_spec(added(server, sheet, chart), 1)
        assert [row["v"] for row in drawn(spec, marks(spec, "bar")[0])] == values
        sheet.batch_update({"requests": [{"deleteEmbeddedObject": {"objectId": 1}}]})


def test_formulas_and_formats_reach_the_chart(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """A formula counts with its result, and the axis writes percent where the cells do."""
    sheet.sheet1.update([["=B2/90"], ["=B3/90"]], "C2", value_input_option="USER_ENTERED")
    sheet.sheet1.format("C2:C4", {"numberFormat": {"type": "PERCENT", "pattern": "0%"}})
    sheet.sheet1.update_acell("C4", 0.25)
    series = {"series": column(2), "dataLabel": {"type": "DATA"}}
    spec = chart_spec(added(server, sheet, basic("COLUMN", series)), 1)
    assert [row["t"] for row in drawn(spec, marks(spec, "text")[0])] == ["33%", "50%", "25%"]
    assert "%" in marks(spec, "bar")[0]["encoding"]["y"]["axis"]["labelExpr"]


def test_a_line_over_dates_has_an_axis_of_dates(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """Days that lie far apart stand far apart, under the dates as the cells write them."""
    days = [["Day"], ["8/1/2025"], ["8/3/2025"], ["9/1/2025"]]
    sheet.sheet1.update(days, "A1", value_input_option="USER_ENTERED")
    spec = chart_spec(added(server, sheet, basic("LINE", {"series": column(1)})), 1)
    (line,) = marks(spec, "line")
    assert line["encoding"]["x"]["type"] == "temporal"
    assert [row["c"][:10] for row in drawn(spec, line)] == ["2025-08-01", "2025-08-03", "2025-09-01"]
    assert '"8/3/2025"' in line["encoding"]["x"]["axis"]["labelExpr"]


@pytest.mark.parametrize("hole", [0, 0.5])
def test_a_pie_is_cut_in_the_order_of_the_table(
    server: EmulatorServer, sheet: gspread.Spreadsheet, hole: float
) -> None:
    """30 + 45 + 15 = 90: a third, a half, a sixth of the circle, clockwise; a hole makes it a donut."""
    spec = chart_spec(added(server, sheet, pie(pieHole=hole, legendPosition="LABELED_LEGEND")), 1)
    (arcs,) = marks(spec, "arc")
    turns = [(row["end"] - row["start"]) / 6.283185307 for row in drawn(spec, arcs)]
    assert turns == pytest.approx([30 / 90, 45 / 90, 15 / 90])
    assert arcs["mark"]["innerRadius"] == pytest.approx(arcs["mark"]["outerRadius"] * hole)
    texts = [row["text"] for layer in marks(spec, "text") for row in drawn(spec, layer)]
    assert {"Lincoln", "33.3%", "Adams", "50%", "Grant", "16.7%"} == set(texts)


@pytest.mark.parametrize("spec", [basic("COLUMN", {"series": column(1)}), pie()])
def test_without_numbers_the_picture_says_so_under_its_title(
    server: EmulatorServer, sheet: gspread.Spreadsheet, spec: dict[str, Any]
) -> None:
    """An empty table is no reason for an empty square."""
    sheet.sheet1.batch_clear(["B2:B4"])
    picture = chart_svg(added(server, sheet, spec), 1).decode()
    assert "No data" in picture
    assert "Coaching" in picture


def test_pictures_have_the_size_of_the_chart(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """A PNG has twice the pixels unless asked otherwise; an SVG names the chart's own."""
    spreadsheet = added(server, sheet, pie(legendPosition="LABELED_LEGEND"), widthPixels=500, heightPixels=300)
    for scale in (1, 2):
        width, height = struct.unpack(">II", chart_png(spreadsheet, 1, scale=scale)[16:24])
        assert (width, height) == (500 * scale, 300 * scale)
    assert b'width="500" height="300"' in chart_svg(spreadsheet, 1)


def test_an_unknown_chart_is_named(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """Whoever asks for a chart that is not there learns which one."""
    with pytest.raises(NoSuchChart, match="chart 99"):
        chart_png(stored(server, sheet), 99)


def test_pictures_are_for_those_who_may_read_and_follow_the_cells(
    server: EmulatorServer, sheet: gspread.Spreadsheet
) -> None:
    """The address of a picture asks who looks; an edit of the cells gives another picture."""
    added(server, sheet, basic("BAR", {"series": column(1), "dataLabel": {"type": "DATA"}}))
    server.world.signin.create_user(STRANGER)
    owner, path = Person(server, OWNER), f"/spreadsheets/{sheet.id}/charts/1"
    assert owner.get(f"{path}.png").headers["Content-Type"] == "image/png"
    before = owner.get(f"{path}.svg")
    assert before.headers["Content-Type"].startswith("image/svg+xml")
    sheet.sheet1.update_acell("B2", 31)
    assert (">30<" in before.text, ">31<" in owner.get(f"{path}.svg").text) == (True, True)
    assert owner.get(f"/spreadsheets/{sheet.id}/charts/2.png").status_code == 404
    assert Person(server, STRANGER).get(f"{path}.png").status_code == 404


LABELS = st.lists(st.tuples(st.floats(0, 300), st.sampled_from([18.0, 33.0, 48.0])), min_size=1, max_size=30)


@given(LABELS)
def test_labels_of_a_pie_keep_apart_and_inside(labels: list[tuple[float, float]]) -> None:
    """Labels stay in their order and inside of the drawing, and do not overlap as long as there is room for all."""
    wanted, depths = sorted(place for place, _ in labels), [depth for _, depth in labels]
    places = spread(wanted, depths, 300)
    tops = [place - depth / 2 for place, depth in zip(places, depths, strict=True)]
    ends = [place + depth / 2 for place, depth in zip(places, depths, strict=True)]
    assert places == sorted(places)
    assert tops[0] >= -1e-6
    assert ends[-1] <= 300 + 1e-6
    if sum(depths) <= 300:
        assert all(end <= top + 1e-6 for end, top in zip(ends, tops[1:], strict=False))


def test_labels_of_a_pie_that_have_room_stay_where_they_are_wanted() -> None:
    """Two that overlap (100 and 110, each 20 deep) share the shift: 95 and 115; the third has room."""
    assert spread([100, 110, 200], [20, 20, 20], 300) == [95, 115, 200]


def test_names_cannot_reach_into_the_drawing(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """Names of categories are data, quoted in the expression that labels the axis, and escaped in the picture."""
    name = '"]; alert(1); ["<b>'
    sheet.sheet1.update_acell("A2", name)
    spreadsheet = added(server, sheet, basic("BAR", {"series": column(1)}))
    axis = marks(chart_spec(spreadsheet, 1), "bar")[0]["encoding"]["y"]["axis"]
    assert json.loads(axis["labelExpr"].removesuffix("[datum.value]"))[0] == name
    assert "<b>" not in chart_svg(spreadsheet, 1).decode()
