"""Reads the workbooks' YAML files into the values of `sheets_templates.model`, and refuses what does not
fit, by file and place.

A workbook is a directory: `workbook.yaml` (key, title, the tabs' keys in order) and one `<tab key>.yaml` a
tab, whose entries are the fields of `model.Tab`. A tab that several workbooks have in the same shape stands
once, in `shared/`. `lists.yaml` holds the lists of allowed values that belong to the templates themselves.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from sheets_templates.consistency import contradictions, dangling_values
from sheets_templates.model import Tab, WorkbookTemplate

_HERE = Path(__file__).parent
_SHARED = _HERE / "shared"


class TemplateError(ValueError):
    """A template file that cannot be used; the message names the file, the place in it, and what to do."""


class _TabFile(BaseModel, extra="forbid"):
    tab: Tab


class _WorkbookFile(BaseModel, extra="forbid"):
    key: str
    title: str
    tabs: tuple[str, ...]


class _StrictLoader(yaml.SafeLoader):
    """YAML where the same key twice in one mapping is an error, not the last one winning."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            if key_node.value in seen:
                line = key_node.start_mark.line + 1
                raise yaml.constructor.ConstructorError(
                    problem=f"{key_node.value!r} is given twice (line {line})",
                    problem_mark=key_node.start_mark,
                )
            seen.add(key_node.value)
        return super().construct_mapping(node, deep)


@cache
def load(workbook_key: str) -> WorkbookTemplate:
    """The template of one workbook: registry, district_workbook, coach_workbook or program_report.

    Raises TemplateError when a file is missing, is not YAML, names an unknown field, or contradicts itself.
    """
    return load_directory(_HERE / workbook_key)


@cache
def load_tab(workbook_key: str, tab_key: str) -> Tab:
    """One tab's template, read without the rest of its workbook. Raises TemplateError as `load` does."""
    return _tab(_HERE / workbook_key, tab_key)


@cache
def fixed_lists() -> Mapping[str, tuple[str, ...]]:
    """The lists of allowed values that no registry changes (grade bands, phases, kinds of support ...), by
    name."""
    return {name: tuple(values) for name, values in parsed_file(_HERE / "lists.yaml").items()}


def load_directory(directory: Path) -> WorkbookTemplate:
    """The template that a directory of YAML files describes, each tab checked on its own and against the
    others."""
    path = directory / "workbook.yaml"
    try:
        workbook = _WorkbookFile.model_validate(parsed_file(path))
    except ValidationError as error:
        raise TemplateError(_listed(path, "", error)) from error
    if workbook.key != directory.name:
        raise TemplateError(f"{_shown(path)}: the key is {workbook.key!r}, but the directory is {directory.name!r}.")
    repeated = sorted({key for key in workbook.tabs if workbook.tabs.count(key) > 1})
    if repeated:
        raise TemplateError(f"{_shown(path)}: the tab {repeated[0]!r} is named twice.")
    tabs = tuple(_tab(directory, tab_key) for tab_key in workbook.tabs)
    dangling = dangling_values(tabs)
    if dangling:
        raise TemplateError(f"{directory.name}: " + "; ".join(dangling) + ".")
    return WorkbookTemplate(workbook.key, workbook.title, tabs)


def _tab(directory: Path, tab_key: str) -> Tab:
    own, shared = directory / f"{tab_key}.yaml", _SHARED / f"{tab_key}.yaml"
    path = shared if shared.exists() and not own.exists() else own
    if not path.exists():
        raise TemplateError(
            f"{_shown(path)} is missing: {directory.name}/workbook.yaml names the tab {tab_key!r}. "
            "Write the file, or take the tab out of workbook.yaml."
        )
    try:
        tab = _TabFile.model_validate({"tab": parsed_file(path)}).tab
    except ValidationError as error:
        raise TemplateError(_listed(path, tab_key, error)) from error
    found = contradictions(tab)
    if tab.key != tab_key:
        found = (f"the key is {tab.key!r}, but the file is named {path.name!r}", *found)
    if found:
        raise TemplateError(f"{_shown(path)}, tab {tab_key!r}: " + "; ".join(found) + ".")
    return tab


def parsed_file(path: Path) -> dict[str, Any]:
    """What one YAML file names. Raises TemplateError when it is missing, is not YAML, or holds no names."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _StrictLoader)  # noqa: S506 - derived from SafeLoader
    except FileNotFoundError:
        raise TemplateError(f"{_shown(path)} is missing.") from None
    except yaml.YAMLError as error:
        raise TemplateError(f"{_shown(path)} cannot be read as YAML: {error}") from error
    if not isinstance(content, dict):
        raise TemplateError(f"{_shown(path)} must hold named entries (key: value), not {type(content).__name__}.")
    return content


def _listed(path: Path, tab_key: str, error: ValidationError) -> str:
    places = []
    for detail in error.errors():
        where = ".".join(str(step) for step in detail["loc"] if step != "tab")
        unknown = detail["type"] in ("extra_forbidden", "unexpected_keyword_argument")
        what = "is not a field of a template; see sheets_templates/model.py" if unknown else detail["msg"]
        places.append(f"{where}: {what}")
    tab = f", tab {tab_key!r}" if tab_key else ""
    return f"{_shown(path)}{tab}: " + "; ".join(places) + "."


def _shown(path: Path) -> str:
    return "/".join(path.parts[-2:])
