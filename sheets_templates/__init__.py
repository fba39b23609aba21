"""The workbooks as data: every tab, column, chart and drop-down is named here once, and read through
`load`."""

from sheets_templates.loader import TemplateError, fixed_lists, load, load_tab

__all__ = ["TemplateError", "fixed_lists", "load", "load_tab"]
