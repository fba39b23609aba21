"""The rules for cards that no schema states: limits, what must be there, addresses, names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from sync.emulator.addon_host.addresses import endpoint_problem, link_problem, picture_problem
from sync.emulator.addon_host.cards import Json, Spot, Widget, fields_in, spots_in, widgets_in

MOST_WIDGETS = 100  # a card, over all its sections
MOST_ITEMS = 100  # a selection
MOST_COLUMNS = 2
MOST_CARD_ACTIONS = 10
_PICTURE_FIELDS = ("imageUrl", "iconUrl", "imageUri", "startIconUri")


def card_problems(card: Json) -> list[str]:
    """Why Google would not show this card as it is meant; each begins with where it is. The card has the right shape."""
    return list(_problems(card))


def _problems(card: Json) -> Iterator[str]:
    if "header" in card and not card["header"].get("title"):
        yield "header.title is missing"
    if not card.get("sections"):
        yield "sections is empty; a card has at least one section"
    for number, section in enumerate(card.get("sections", [])):
        if not section.get("widgets"):
            yield f"sections[{number}].widgets is empty; a section has at least one widget"
    footer = card.get("fixedFooter")
    if footer is not None and "primaryButton" not in footer:
        yield "fixedFooter.primaryButton is missing"
    for name in ("primaryButton", "secondaryButton"):
        if footer and name in footer:
            yield from _button(footer[name], f"fixedFooter.{name}")
            if "text" not in footer[name]:
                yield f"fixedFooter.{name} must be a text button"
    if len(card.get("cardActions", [])) > MOST_CARD_ACTIONS:
        yield f"cardActions has more than {MOST_CARD_ACTIONS} items"
    widgets = list(widgets_in(card))
    if len(widgets) > MOST_WIDGETS:
        yield f"the card has {len(widgets)} widgets; Google shows {MOST_WIDGETS}"
    for widget in widgets:
        yield from _widget(widget)
    yield from _names(widgets)
    fields = fields_in(card)
    for spot in spots_in(card):
        yield from _spot(spot, set(fields))
    yield from _pictures(card, "")


def _widget(widget: Widget) -> Iterator[str]:
    if not widget.kind:
        names = ", ".join(widget.body) or "empty"
        yield f"{widget.where} must be exactly one kind of widget; it is {names}"
    elif rule := _RULES.get(widget.kind):
        yield from rule(widget.body, f"{widget.where}.{widget.kind}")


def _text_paragraph(body: Json, where: str) -> Iterator[str]:
    if not body.get("text"):
        yield f"{where}.text is missing"


def _decorated_text(body: Json, where: str) -> Iterator[str]:
    if not body.get("text"):
        yield f"{where}.text is missing"
    controls = [name for name in ("button", "switchControl", "endIcon") if name in body]
    if len(controls) > 1:
        yield f"{where} can have only one of {', '.join(controls)}"
    if "button" in body:
        yield from _button(body["button"], f"{where}.button")
    if "switchControl" in body and not body["switchControl"].get("name"):
        yield f"{where}.switchControl.name is missing"


def _button_list(body: Json, where: str) -> Iterator[str]:
    if not body.get("buttons"):
        yield f"{where}.buttons is empty"
    for index, button in enumerate(body.get("buttons", [])):
        yield from _button(button, f"{where}.buttons[{index}]")


def _button(body: Json, where: str) -> Iterator[str]:
    if not body.get("text") and "icon" not in body:
        yield f"{where} has neither text nor icon"
    if "onClick" not in body:
        yield f"{where}.onClick is missing"


def _text_input(body: Json, where: str) -> Iterator[str]:
    if not body.get("name"):
        yield f"{where}.name is missing"
    if not body.get("label") and not body.get("hintText"):
        yield f"{where} has neither label nor hintText"


def _selection_input(body: Json, where: str) -> Iterator[str]:
    if not body.get("name"):
        yield f"{where}.name is missing"
    items = body.get("items", [])
    if not items:
        yield f"{where}.items is empty"
    if len(items) > MOST_ITEMS:
        yield f"{where}.items has {len(items)} items; Google shows {MOST_ITEMS}"
    values = Counter(item.get("value", "") for item in items)
    if "" in values:
        yield f"{where}.items: an item has no value"
    for value in [value for value, count in values.items() if value and count > 1]:
        yield f"{where}.items: two items have the value {value!r}"
    if any(not item.get("text") for item in items):
        yield f"{where}.items: an item has no text"
    selected = sum(bool(item.get("selected")) for item in items)
    if body.get("type") in {"DROPDOWN", "RADIO_BUTTON"} and selected > 1:
        yield f"{where}.items: {selected} items are selected where one can be"
    if body.get("type") != "MULTI_SELECT" and "multiSelectMaxSelectedItems" in body:
        yield f"{where}.multiSelectMaxSelectedItems is for MULTI_SELECT only"


def _date_time_picker(body: Json, where: str) -> Iterator[str]:
    for name in ("name", "label"):
        if not body.get(name):
            yield f"{where}.{name} is missing"


def _columns(body: Json, where: str) -> Iterator[str]:
    columns = body.get("columnItems", [])
    if not 1 <= len(columns) <= MOST_COLUMNS:
        yield f"{where}.columnItems has {len(columns)} columns; Google shows up to {MOST_COLUMNS}"
    for index, column in enumerate(columns):
        if not column.get("widgets"):
            yield f"{where}.columnItems[{index}].widgets is empty"


def _image(body: Json, where: str) -> Iterator[str]:
    if not body.get("imageUrl"):
        yield f"{where}.imageUrl is missing"


def _chip_list(body: Json, where: str) -> Iterator[str]:
    if not body.get("chips"):
        yield f"{where}.chips is empty"
    for index, chip in enumerate(body.get("chips", [])):
        if not chip.get("label") and "icon" not in chip:
            yield f"{where}.chips[{index}] has neither label nor icon"


def _grid(body: Json, where: str) -> Iterator[str]:
    if not body.get("items"):
        yield f"{where}.items is empty"


_RULES: Mapping[str, Callable[[Json, str], Iterator[str]]] = {
    "buttonList": _button_list,
    "chipList": _chip_list,
    "columns": _columns,
    "dateTimePicker": _date_time_picker,
    "decoratedText": _decorated_text,
    "grid": _grid,
    "image": _image,
    "selectionInput": _selection_input,
    "textInput": _text_input,
    "textParagraph": _text_paragraph,
}


def _names(widgets: list[Widget]) -> Iterator[str]:
    names = Counter(
        body["name"]
        for widget in widgets
        for body in (widget.body, widget.body.get("switchControl", {}))
        if widget.kind and body.get("name")
    )
    for name, count in names.items():
        if count > 1:
            yield f"{count} fields are called {name!r}; the add-on would get only one of them"


def _spot(spot: Spot, names: set[str]) -> Iterator[str]:
    if spot.trigger == "click" and len(spot.does) != 1:
        yield f"{spot.where} must do exactly one thing; it has {', '.join(spot.does) or 'nothing'}"
        return
    if "openLink" in spot.does:
        url = spot.does["openLink"].get("url", "")
        if problem := link_problem(url):
            yield f"{spot.where}.openLink.url: {problem}"
    if "card" in spot.does:
        yield from (f"{spot.where}.card.{problem}" for problem in _problems(spot.does["card"]))
    action = spot.action
    if action is None:
        return
    if problem := endpoint_problem(action.get("function", "")):
        yield f"{spot.where}: the function {problem}"
    if action.get("interaction") == "OPEN_DIALOG":
        yield f"{spot.where}: OPEN_DIALOG is for Chat only; in a sidebar it strips the card"
    for item in action.get("parameters", []):
        if not item.get("key") or "value" not in item:
            yield f"{spot.where}: a parameter needs both key and value"
    for name in action.get("requiredWidgets", []):
        if name not in names:
            yield f"{spot.where}: requiredWidgets names {name!r}, which is not on the card"


def _pictures(part: object, where: str) -> Iterator[str]:
    if isinstance(part, list):
        for index, item in enumerate(part):
            yield from _pictures(item, f"{where}[{index}]")
    elif isinstance(part, dict):
        for name, held in part.items():
            place = f"{where}.{name}" if where else name
            if name in _PICTURE_FIELDS and (problem := picture_problem(str(held))):
                yield f"{place}: {problem}"
            elif name != "card":
                yield from _pictures(held, place)
