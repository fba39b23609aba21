"""The workbooks and forms as data: every tab, column, chart, question and drop-down is named here once, and read
through `load` and `load_form`."""

from sheets_templates.form_loader import load_form
from sheets_templates.loader import TemplateError, fixed_lists, load, load_tab

__all__ = ["TemplateError", "fixed_lists", "load", "load_form", "load_tab"]
