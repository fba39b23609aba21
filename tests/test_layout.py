"""Where the blocks and charts of a report tab stand, and what each of its cells shows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sheets_templates
from sheets_templates.layout import CHART_GAP, Layout, place_blocks
from sheets_templates.looks import BAND, HEAT, PAPER, Style, look
from sheets_templates.model import Block, Chart, Column, ColumnType, Tab, TabContent, TabHeading, TabKind
from sheets_templates.page import page_grid
from sheets_templates.report_grid import tab_grid
from sheets_templates.widths import FIGURE_NOTE_WIDTH, FIRST_COLUMN

HEADING = TabHeading("Riverton 60", "As of September 30", ("Made from the Activity Log.",))


def numbers_block(key: str, *, heat: tuple[str, ...] = (), total_row: bool = False, note: str = "") -> Block:
    columns = (
        Column("name", "Name", ColumnType.TEXT, ""),
        Column("hours", "Hours", ColumnType.HOURS, ""),
        Column("share", "Share", ColumnType.PERCENT, ""),
    )
    return Block(key, key.title(), columns, heat=heat, total_row=total_row, note=note)


def chart_of(block: str, key: str = "", height: int = 340) -> Chart:
    return Chart(key or block, block.title(), "bar", block, "name", ("hours",), height=height)


def report(*blocks: Block, charts: tuple[Chart, ...] = ()) -> Tab:
    return Tab("report", "Report", TabKind.REPORT, "", blocks=blocks, charts=charts)


def named(rows: int) -> list[tuple[object, ...]]:
    return [(f"row {number}", float(number), 0.5) for number in range(rows)]


def top(layout: Layout, row: int) -> int:
    return sum(layout.row_heights[:row])


def boxes(layout: Layout) -> dict[str, tuple[int, int, int, int]]:
    """Left, top, right and bottom of every chart, in pixels."""
    left = {chart.key: sum(layout.column_widths[: chart.column]) + chart.offset_x for chart in layout.charts}
    upper = {chart.key: top(layout, chart.row) + chart.offset_y for chart in layout.charts}
    return {
        chart.key: (
            left[chart.key],
            upper[chart.key],
            left[chart.key] + chart.width,
            upper[chart.key] + chart.height,
        )
        for chart in layout.charts
    }


def test_blocks_stand_below_one_another_under_the_title() -> None:
    """Title, subtitle and a space; then title, header, rows and a space for each block."""
    layout = place_blocks(
        report(numbers_block("one"), numbers_block("two")), {"one": named(2), "two": named(1)}, HEADING
    )
    one, two = layout.blocks["one"], layout.blocks["two"]
    assert (one.title_row, one.header_row, one.first_row, one.row_count) == (3, 4, 5, 2)
    assert (two.title_row, two.header_row, two.first_row, two.row_count) == (
        3 + 5,
        9,
        10,
        1,
    )  # 1 + 1 + 2 + 1 space
    assert layout.footnote_row == 12
    assert len(layout.row_heights) == 13


def test_a_chart_starts_beside_the_title_of_its_table_right_of_the_widest_one() -> None:
    """The lane of tables is a margin and three columns; charts start in the next, after a gap."""
    tab = report(numbers_block("one"), numbers_block("two"), charts=(chart_of("one"), chart_of("two")))
    layout = place_blocks(tab, {"one": named(3), "two": named(30)}, HEADING)
    for chart in layout.charts:
        assert (chart.row, chart.column) == (layout.blocks[chart.key].title_row, 1 + 3)
        assert (chart.offset_x, chart.offset_y) == (CHART_GAP, 0)


def test_two_charts_of_one_table_stand_below_one_another() -> None:
    """The second begins a gap below the first, wherever in the rows that is."""
    tab = report(numbers_block("one"), charts=(chart_of("one", "first", 200), chart_of("one", "second", 200)))
    layout = place_blocks(tab, {"one": named(3)}, HEADING)
    first, second = boxes(layout)["first"], boxes(layout)["second"]
    assert second[1] == first[1] + 200 + CHART_GAP


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.lists(st.integers(150, 600), max_size=2), st.text(" ab", max_size=300)),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_the_rows_no_chart_covers_a_table_or_another_chart(
    drawn: list[tuple[int, list[int], str]],
) -> None:
    """Charts are apart from one another and right of the tables, and a table's first chart stands at its
    title."""
    blocks = tuple(numbers_block(f"block{number}", note=note) for number, (_, _, note) in enumerate(drawn))
    charts = tuple(
        chart_of(f"block{number}", f"chart{number}-{place}", height)
        for number, (_, heights, _) in enumerate(drawn)
        for place, height in enumerate(heights)
    )
    content = {f"block{number}": named(rows) for number, (rows, _, _) in enumerate(drawn)}
    layout, grid = tab_grid(report(*blocks, charts=charts), content, HEADING)
    lane = sum(layout.column_widths[:4])
    placed = boxes(layout)
    for key, (left, upper, _, lower) in placed.items():
        assert left > lane
        assert lower <= top(layout, layout.footnote_row)
        apart = [other[3] <= upper or lower <= other[1] for name, other in placed.items() if name != key]
        assert all(apart)
        if key.endswith("-0"):
            assert upper == top(layout, layout.blocks["block" + key[5:-2]].title_row)
    spans = sorted((block.title_row, block.first_row + block.row_count) for block in layout.blocks.values())
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert {len(row) for row in grid} == {4}
    assert len(grid) == len(layout.row_heights)


def test_a_table_without_rows_says_so_and_has_no_chart() -> None:
    """No header over nothing; the note stays, because it says what the block is for."""
    block = replace(numbers_block("one", note="Hours by name."), empty="None so far.")
    tab = report(block, charts=(chart_of("one"),))
    layout, grid = tab_grid(tab, {"one": []}, HEADING)
    shown = [value for row in grid for value, _ in row if value]
    assert shown == [
        "Riverton 60",
        "As of September 30",
        "One",
        "Hours by name.",
        "None so far.",
        *HEADING.footnotes,
    ]
    assert layout.charts == []
    assert layout.blocks["one"].header_row is None


def test_the_first_charts_stand_beside_the_figures_with_which_the_tab_opens() -> None:
    """Two blocks of figures, a table without a chart, then the charted one: its chart is at the top, right of the figures' notes;
    the next block's chart stands beside its own table."""
    more = replace(FIGURES, key="more")
    blocks = (FIGURES, more, numbers_block("alerts"), numbers_block("one"), numbers_block("two"))
    tab = report(*blocks, charts=(chart_of("one"), chart_of("two")))
    figures: list[tuple[object, ...]] = [("Days left", Decimal("3.5"), "of 40")] * 4
    content: TabContent = {"glance": figures, "more": figures, **{key: named(3) for key in ("alerts", "one", "two")}}
    layout = place_blocks(tab, content, HEADING)
    left, upper, _, _ = boxes(layout)["one"]
    assert upper == top(layout, layout.blocks["glance"].title_row)
    note_starts = sum(layout.column_widths[: FIRST_COLUMN + 2])
    assert left - CHART_GAP - note_starts >= FIGURE_NOTE_WIDTH
    assert boxes(layout)["two"][1] == top(layout, layout.blocks["two"].title_row)


def test_a_physical_column_is_as_wide_as_its_widest_user_asks() -> None:
    """Two blocks share the lane: the second column is 180 pixels for the one that asks for it."""
    columns = (Column("a", "A", ColumnType.TEXT, ""), Column("b", "B", ColumnType.HOURS, "", width=180))
    wide = Block("wide", "Wide", columns)
    for blocks in ((numbers_block("one"), wide), (wide, numbers_block("one"))):
        layout = place_blocks(report(*blocks), {}, HEADING)
        assert layout.column_widths[FIRST_COLUMN + 1 :] == [180, 100]


def test_a_last_text_runs_on_to_the_end_of_the_lane_instead_of_widening_its_column() -> None:
    """Its column stays 100 pixels wide for the numbers above it; the lane grows at its end by what is
    missing."""
    texts = (Column("a", "A", ColumnType.TEXT, ""), Column("b", "B", ColumnType.LONG_TEXT, "", width=320))
    layout, grid = tab_grid(
        report(numbers_block("one"), Block("list", "List", texts)), {"list": [("a", "b" * 60)]}, HEADING
    )
    assert layout.column_widths[FIRST_COLUMN:] == [230, 100, 220]  # 100 + 220 = 320
    row = grid[layout.blocks["list"].first_row]
    assert [style.role for _, style in row] == ["blank", "cell", "run_on", "run_on"]
    assert layout.row_heights[layout.blocks["list"].first_row] == 25


def test_a_table_too_wide_for_a_laptop_has_its_charts_between_title_and_header() -> None:
    """Ten numbers of 100 pixels and a name are 1,230: two charts stand side by side above the header."""
    names = tuple(Column(f"n{number}", f"N{number}", ColumnType.HOURS, "") for number in range(10))
    block = Block("wide", "Wide", (Column("name", "Name", ColumnType.TEXT, ""), *names))
    charts = tuple(Chart(key, key, "bar", "wide", "name", ("n1",)) for key in ("left", "right"))
    content = {"wide": [("a", *[1.0] * 10)]}
    layout = place_blocks(report(block, charts=charts), content, HEADING)
    placed, header_row = boxes(layout), layout.blocks["wide"].header_row
    assert header_row is not None
    assert placed["left"][0] == 24
    assert placed["right"][0] == placed["left"][2] + CHART_GAP
    assert placed["left"][1] == placed["right"][1] == top(layout, layout.blocks["wide"].title_row + 1)
    assert placed["left"][3] <= top(layout, header_row)


def test_a_long_text_makes_its_row_taller() -> None:
    """A message that needs three lines at its column's width gets three lines' height; its neighbor keeps
    one."""
    message = Column("message", "Message", ColumnType.LONG_TEXT, "", width=230)
    block = Block("list", "List", (message,))
    # 230 pixels hold (230 - 16) / 6.3 = 33 letters; 20 words of 5 letters with spaces are 119: four lines.
    layout = place_blocks(report(block), {"list": [("short",), ("words " * 20,)]}, HEADING)
    first = layout.blocks["list"].first_row
    assert layout.row_heights[first : first + 2] == [25, 25 + 3 * 17]


def styles_of(block: Block, rows: list[tuple[object, ...]]) -> list[list[Style]]:
    layout, grid = tab_grid(report(block), {block.key: rows}, HEADING)
    first = layout.blocks[block.key].first_row
    return [[style for _, style in row[FIRST_COLUMN:]] for row in grid[first : first + len(rows)]]


def test_tables_are_banded_and_their_numbers_stand_to_the_right() -> None:
    """Every second row has the band's color; the header of a number stands over its number."""
    rows = styles_of(numbers_block("one"), named(3))
    assert [look(row[0]).background for row in rows] == [PAPER, BAND, PAPER]
    assert [look(style).align for style in rows[0]] == ["LEFT", "RIGHT", "RIGHT"]
    assert look(Style("header", ColumnType.HOURS)).align == "RIGHT"
    share = look(rows[0][2]).number
    assert share is not None
    assert (share.kind, share.pattern) == ("PERCENT", "0%")


def test_heat_is_measured_over_the_whole_table_its_total_left_out() -> None:
    """The largest of the body has the strongest color, nothing has none, and the total row is bold
    instead."""
    rows = [("a", 0.0, 0), ("b", Decimal("5"), 0), ("c", 10.0, 0), ("Total", 15.0, 0)]
    styles = styles_of(numbers_block("one", heat=("hours",), total_row=True), rows)
    strongest = len(HEAT) - 1
    assert [row[1].shade for row in styles[:3]] == [0, 3, strongest]  # 5 of 10 is 2.5 steps of 5, rounded up
    assert look(styles[2][1]).background == HEAT[strongest]
    assert look(styles[3][1]).bold
    assert styles[3][1].role == "total"


FIGURES = Block(
    "glance",
    "At a glance",
    (
        Column("label", "What", ColumnType.TEXT, ""),
        Column("value", "Number", ColumnType.DAYS, ""),
        Column("note", "Note", ColumnType.TEXT, ""),
    ),
    style="figures",
)


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (("Days left", 12.5, "of 40"), ColumnType.DAYS),  # as the block's value column says
        (("Share", 0.65, "312 of 480 hours", "percent"), ColumnType.PERCENT),  # as the row says
        (("Districts read", "5 of 6", ""), ColumnType.TEXT),  # a text is a text
    ],
)
def test_a_figure_is_a_large_number_of_its_own_type(row: tuple[object, ...], kind: ColumnType) -> None:
    """Label, value and note; a fourth cell names the type where it differs from the block's."""
    layout, grid = tab_grid(report(FIGURES), {"glance": [row]}, HEADING)
    cells = grid[layout.blocks["glance"].first_row][FIRST_COLUMN:]
    assert [value for value, _ in cells] == list(row[:3])
    assert cells[1][1] == Style("figure_value", kind)
    assert look(cells[1][1]).size > look(cells[0][1]).size


@pytest.mark.parametrize("workbook", ["district_workbook", "program_report"])
def test_every_report_of_the_templates_can_be_laid_out_empty_and_full(workbook: str) -> None:
    """All styles exist, for no rows and for twenty."""
    for tab in sheets_templates.load(workbook).tabs:
        if tab.kind != TabKind.REPORT:
            continue
        full: TabContent = {
            block.key: [tuple(sample(column) for column in block.columns) for _ in range(20)] for block in tab.blocks
        }
        for content in ({}, full):
            _, grid = tab_grid(tab, content, HEADING)
            assert [look(style) for row in grid for _, style in row]


def sample(column: Column) -> object:
    return "text" if column.type in (ColumnType.TEXT, ColumnType.LONG_TEXT, ColumnType.URL) else 1.0


def page(*text: str) -> Tab:
    return Tab("start_here", "Start Here", TabKind.PAGE, "", text=text)


def test_a_page_fills_in_its_facts_and_draws_lists_tables_and_legends() -> None:
    """One row a line, and each kind of line in its own style."""
    text = ("# {district}", "Read this.", "- First", "|= Tab | For", "| Log | Rows", "[problem] Missing.")
    _, grid = page_grid(page(*text), {"district": "Riverton 60"})
    assert [[value for value, _ in row if value] for row in grid] == [
        ["Riverton 60"],
        ["Read this."],
        ["•  First"],
        ["Tab", "For"],
        ["Log", "Rows"],
        ["Problem", "Missing."],
    ]
    assert [row[1][1].role for row in grid] == [
        "page_title",
        "page_text",
        "page_text",
        "page_header",
        "page_name",
        "signal_problem",
    ]


def test_a_page_that_lacks_a_fact_says_which() -> None:
    """Braces never reach a reader."""
    with pytest.raises(ValueError, match="The page 'Start Here' needs 'district'"):
        page_grid(page("# {district}"), {})
