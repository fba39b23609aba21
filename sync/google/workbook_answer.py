"""The parts of a workbook that a read asks Google for, and the shape in which they arrive.

Fields are named as in the Sheets discovery document. A field with a default may be absent; one without must
be there.
"""

from __future__ import annotations

from typing import Any

import msgspec

# effectiveFormat, not userEnteredFormat: only it knows that =TODAY() shows a date.
SNAPSHOT_MASK = (
    "spreadsheetId,properties(title,locale,timeZone),developerMetadata(metadataKey,metadataValue),"
    "namedRanges(namedRangeId,name,range),"
    "sheets(properties(sheetId,title,sheetType,hidden,gridProperties(rowCount,columnCount)),"
    "developerMetadata(metadataKey,metadataValue),merges,charts(chartId,spec(title)),"
    "protectedRanges(protectedRangeId),bandedRanges(bandedRangeId),conditionalFormats(ranges(sheetId)),"
    "data(startRow,startColumn,"
    "columnMetadata(developerMetadata(metadataKey,metadataValue,location(dimensionRange(dimension,startIndex)))),"
    "rowData(values(effectiveValue,effectiveFormat(numberFormat(type))))))"
)


class _Answer(msgspec.Struct, gc=False, rename="camel"):
    """`gc=False`: half a million cells need not be searched for cycles, which takes longer than reading
    them."""


class ErrorValue(_Answer):
    type: str = "ERROR"


class ExtendedValue(_Answer):
    string_value: str | None = None
    number_value: float | None = None
    bool_value: bool | None = None
    error_value: ErrorValue | None = None


class NumberFormat(_Answer):
    type: str = ""


class CellFormat(_Answer):
    number_format: NumberFormat | None = None


class GoogleCell(_Answer):
    effective_value: ExtendedValue | None = None
    effective_format: CellFormat | None = None


class GridRow(_Answer):
    values: list[GoogleCell] = []


class DimensionRange(_Answer):
    dimension: str = ""
    start_index: int = 0


class Location(_Answer):
    dimension_range: DimensionRange | None = None


class Metadata(_Answer):
    metadata_key: str
    metadata_value: str = ""
    location: Location | None = None


class GridColumn(_Answer):
    developer_metadata: list[Metadata] = []


class GridBlock(_Answer):
    start_row: int = 0
    start_column: int = 0
    column_metadata: list[GridColumn] = []
    row_data: list[GridRow] = []


class GridProperties(_Answer):
    row_count: int = 0
    column_count: int = 0


class TabProperties(_Answer):
    sheet_id: int
    title: str
    sheet_type: str = "GRID"
    hidden: bool = False
    grid_properties: GridProperties = msgspec.field(default_factory=GridProperties)


class ChartSpec(_Answer):
    title: str = ""


class Chart(_Answer):
    chart_id: int
    spec: ChartSpec = msgspec.field(default_factory=ChartSpec)


class Protected(_Answer):
    protected_range_id: int


class Banded(_Answer):
    banded_range_id: int | None = None


class GoogleTab(_Answer):
    properties: TabProperties
    data: list[GridBlock] | None = None
    developer_metadata: list[Metadata] = []
    merges: list[dict[str, Any]] = []
    charts: list[Chart] = []
    protected_ranges: list[Protected] = []
    banded_ranges: list[Banded] = []
    conditional_formats: list[dict[str, Any]] = []


class GoogleNamedRange(_Answer):
    named_range_id: str
    name: str
    range: dict[str, Any] = {}


class WorkbookProperties(_Answer):
    title: str
    locale: str
    time_zone: str


class GoogleWorkbook(_Answer):
    spreadsheet_id: str
    properties: WorkbookProperties
    sheets: list[GoogleTab]
    developer_metadata: list[Metadata] = []
    named_ranges: list[GoogleNamedRange] = []


class BatchAnswer(_Answer):
    updated_spreadsheet: GoogleWorkbook
