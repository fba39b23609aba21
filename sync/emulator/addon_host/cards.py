"""What is on a card: its widgets, what can be clicked, what can be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

Json = dict[str, Any]
Trigger = Literal["click", "change", "suggest"]
FieldKind = Literal["text", "choice", "date", "date and time", "time"]
_LAYOUT = frozenset({"horizontalAlignment"})
_ONE_OF_MANY = frozenset({"DROPDOWN", "RADIO_BUTTON"})
_PICKERS: Mapping[str, FieldKind] = {"DATE_ONLY": "date", "TIME_ONLY": "time"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MULTI_SELECT_DEFAULT = 3  # items that may be chosen where the card does not say


@dataclass(frozen=True)
class Widget:
    """A widget: where it stands on the card, its kind (empty: none, or several at once), its content."""

    where: str
    kind: str
    body: Json


@dataclass(frozen=True)
class Spot:
    """A place that does something: `number` counts them on the card, `trigger` is what sets it off (a click, a change of
    a field, typing that asks for suggestions). `holder` is the part of the card that it belongs to.
    """

    number: int
    trigger: Trigger
    label: str
    does: Json
    holder: Json
    where: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def disabled(self) -> bool:
        return bool(self.holder.get("disabled")) or self.holder.get("enabled") is False

    @property
    def action(self) -> Json | None:
        """The request to the add-on that this makes; None if it needs none (a link, a card that is at hand)."""
        if self.trigger != "click":
            return self.does
        found: Json | None = self.does.get("action") or self.does.get("openDynamicLinkAction")
        return found


@dataclass(frozen=True)
class Field:
    """Something to fill in. `initial` holds the values that the card gives it (dates as 2026-05-19, times as 14:05);
    `choices` the texts by value; `most` how many values it can have.
    """

    name: str
    kind: FieldKind
    label: str
    initial: tuple[str, ...]
    choices: Mapping[str, str] = field(default_factory=dict)
    most: int = 1
    longest: int = 0


def widgets_in(card: Json) -> Iterator[Widget]:
    """Every widget of a card, those in columns included (after the columns that hold them)."""
    for number, section in enumerate(card.get("sections", [])):
        for index, widget in enumerate(section.get("widgets", [])):
            yield from _widgets(widget, f"sections[{number}].widgets[{index}]")


def _widgets(widget: Json, where: str) -> Iterator[Widget]:
    kinds = [name for name in widget if name not in _LAYOUT]
    kind = kinds[0] if len(kinds) == 1 else ""
    yield Widget(where, kind, widget[kind] if kind else widget)
    if kind == "columns":
        for number, column in enumerate(widget[kind].get("columnItems", [])):
            for index, inner in enumerate(column.get("widgets", [])):
                yield from _widgets(inner, f"{where}.columns.columnItems[{number}].widgets[{index}]")


def spots_in(card: Json) -> list[Spot]:
    """Everything on a card that does something, in the order of the card."""
    return [
        Spot(number, trigger, label, does, holder, where, parameters)
        for number, (trigger, label, does, holder, where, parameters) in enumerate(_spots(card, ""))
    ]


def _spots(part: Any, where: str) -> Iterator[tuple[Any, ...]]:
    if isinstance(part, list):
        for index, item in enumerate(part):
            yield from _spots(item, f"{where}[{index}]")
    elif isinstance(part, dict):
        if "columnCount" in part or ("items" in part and "onClick" in part):
            yield from _grid_spots(part, where)
            return
        for name, held in part.items():
            place = f"{where}.{name}" if where else name
            if name == "onClick":
                yield "click", _label(part), held, part, place, {}
                menu = held.get("overflowMenu", {})
                yield from _spots(menu.get("items", []), f"{place}.overflowMenu.items")
            elif name == "onChangeAction":
                yield "change", part.get("label") or part.get("name", ""), held, part, place, {}
            elif name == "autoCompleteAction":
                yield "suggest", part.get("label") or part.get("name", ""), held, part, place, {}
            else:
                yield from _spots(held, place)


def _grid_spots(grid: Json, where: str) -> Iterator[tuple[Any, ...]]:
    if "onClick" not in grid:
        return
    for index, item in enumerate(grid.get("items", [])):
        extra = {"grid_item_identifier": str(item.get("id", ""))}
        yield "click", _label(item), grid["onClick"], item, f"{where}.items[{index}]", extra


def _label(holder: Json) -> str:
    icon = holder.get("icon") or {}
    found = ("text", "label", "title", "actionLabel", "altText")
    return next((str(holder[name]) for name in found if holder.get(name)), str(icon.get("altText", "")))


def fields_in(card: Json) -> dict[str, Field]:
    """Everything on a card that can be filled in, by name."""
    found: dict[str, Field] = {}
    for widget in widgets_in(card):
        match widget.kind:
            case "textInput":
                each = _text_field(widget.body)
            case "selectionInput":
                each = _choice_field(widget.body)
            case "dateTimePicker":
                each = _date_field(widget.body)
            case "decoratedText" if "switchControl" in widget.body:
                switch = widget.body["switchControl"]
                value = switch.get("value", "")
                on = (value,) if switch.get("selected") else ()
                each = Field(switch.get("name", ""), "choice", widget.body.get("text", ""), on, {value: ""})
            case _:
                continue
        found.setdefault(each.name, each)
    return found


def _text_field(body: Json) -> Field:
    value = body.get("value", "")
    limit = body.get("validation", {}).get("characterLimit", 0)
    label = body.get("label") or body.get("hintText", "")
    return Field(body.get("name", ""), "text", label, (value,) if value else (), longest=limit)


def _choice_field(body: Json) -> Field:
    items = body.get("items", [])
    kind, listed = body.get("type", "CHECK_BOX"), {item.get("value", ""): item.get("text", "") for item in items}
    chosen = [item.get("value", "") for item in items if item.get("selected")]
    if kind == "DROPDOWN" and not chosen:
        chosen = list(listed)[:1]  # a drop-down shows its first item
    most = len(items)
    if kind in _ONE_OF_MANY:
        most = 1
    elif kind == "MULTI_SELECT":
        most = body.get("multiSelectMaxSelectedItems", MULTI_SELECT_DEFAULT)
    return Field(body.get("name", ""), "choice", body.get("label", ""), tuple(chosen), listed, most)


def _date_field(body: Json) -> Field:
    kind = _PICKERS.get(body.get("type", "DATE_AND_TIME"), "date and time")
    initial: tuple[str, ...] = ()
    if "valueMsEpoch" in body:
        at = _EPOCH + timedelta(milliseconds=int(body["valueMsEpoch"]))
        form = {"date": "%Y-%m-%d", "time": "%H:%M"}.get(kind, "%Y-%m-%dT%H:%M")
        initial = (at.strftime(form),)
    return Field(body.get("name", ""), kind, body.get("label", ""), initial)
