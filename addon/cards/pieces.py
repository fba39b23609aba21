"""The parts of which every card is made, as the types of google-apps-card, and a card as the JSON that Google takes."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from google.apps import card_v1 as google_card
from google.type.color_pb2 import Color

MOST_WIDGETS: Final = 100  # a card (Google's limit)
MOST_ITEMS: Final = 100  # a selection (Google's limit)
LONGEST_SHOWN: Final = 400  # characters of one text
Card = google_card.Card
Widget = google_card.Widget
Section = google_card.Card.Section
Button = google_card.Button
_Selection = google_card.SelectionInput
_MAIN: Final = Color(red=0.102, green=0.451, blue=0.91)  # the deployment's primary color, #1a73e8


@dataclass(frozen=True)
class Links:
    """Where the buttons of a card lead. `url` is the add-on's public base address."""

    url: str

    def act(self, action: str) -> str:
        return f"{self.url}/sheets/act/{action}"

    def suggest(self, field: str) -> str:
        return f"{self.url}/sheets/suggest/{field}"


def as_json(card: Card) -> dict[str, Any]:
    """The card as Google takes it: camelCase, words for choices, nothing that says nothing."""
    text = Card.to_json(card, always_print_fields_with_no_presence=False, use_integers_for_enums=False, indent=None)
    found: dict[str, Any] = json.loads(text)
    return found


def card(
    title: str,
    subtitle: str,
    sections: Iterable[Section | None],
    footer: tuple[Button, Button | None] | None = None,
) -> Card:
    """A card with a header, its sections (None: left out) and at most two buttons that stay in view."""
    header = Card.CardHeader(title=title, subtitle=subtitle)
    made = Card(header=header, sections=[section for section in sections if section is not None])
    if footer:
        primary, secondary = footer
        made.fixed_footer = Card.CardFixedFooter(primary_button=primary)
        if secondary:
            made.fixed_footer.secondary_button = secondary
    return made


def section(widgets: Iterable[Widget | None], header: str = "", *, folded: bool = False) -> Section | None:
    """A section, or None without a widget; a folded one opens at a click."""
    shown = [widget for widget in widgets if widget is not None]
    if not shown:
        return None
    made = Section(widgets=shown, collapsible=folded)
    if header:
        made.header = plain(header)
    return made


def plain(text: str) -> str:
    """Text that nobody's words can turn into markup: cards read a little HTML."""
    shown = text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
    return html.escape(shown, quote=False)


def paragraph(text: str) -> Widget:
    """A paragraph of our own words."""
    return Widget(text_paragraph=google_card.TextParagraph(text=plain(text)))


def line(text: str, label: str = "", below: str = "", button: Button | None = None) -> Widget:
    """A line with a small label above and a remark below, and a button at its end."""
    decorated = google_card.DecoratedText(text=plain(text), wrap_text=True)
    if label:
        decorated.top_label = plain(label)
    if below:
        decorated.bottom_label = plain(below)
    if button:
        decorated.button = button
    return Widget(decorated_text=decorated)


def choice_line(text: str, below: str, icon: str, function: str, parameters: Mapping[str, str]) -> Widget:
    """A line that is itself the button: one tap chooses it. `icon` is one of Google's names (PERSON, BOOKMARK ...)."""
    shown = google_card.DecoratedText(text=plain(text), wrap_text=True, start_icon=google_card.Icon(known_icon=icon))
    if below:
        shown.bottom_label = plain(below)
    shown.on_click = click(function, parameters)
    return Widget(decorated_text=shown)


def click(function: str, parameters: Mapping[str, str] | None = None) -> google_card.OnClick:
    """A click that asks the add-on. What was typed is not kept by Google (persistValues): the next card says what stands there."""
    sent = [google_card.Action.ActionParameter(key=key, value=value) for key, value in (parameters or {}).items()]
    return google_card.OnClick(action=google_card.Action(function=function, parameters=sent))


def button(text: str, function: str, parameters: Mapping[str, str] | None = None) -> Button:
    """A button that asks the add-on."""
    return Button(text=text, on_click=click(function, parameters))


def main_button(text: str, function: str, parameters: Mapping[str, str] | None = None) -> Button:
    """The button that a card is for, filled with the program's color: at most one on a card."""
    made = button(text, function, parameters)
    made.color = _MAIN
    return made


def link(text: str, url: str) -> Button:
    """A button that opens a page."""
    return Button(text=text, on_click=google_card.OnClick(open_link=google_card.OpenLink(url=url)))


def buttons(*shown: Button | None) -> Widget:
    """Buttons in a row, three at most."""
    return Widget(button_list=google_card.ButtonList(buttons=[each for each in shown if each is not None]))


def divider() -> Widget:
    return Widget(divider=google_card.Divider())


def text_field(name: str, label: str, value: str = "", hint: str = "", *, lines: bool = False) -> Widget:
    """A field to type in; `lines` for more than one line."""
    kind = google_card.TextInput.Type.MULTIPLE_LINE if lines else google_card.TextInput.Type.SINGLE_LINE
    return Widget(text_input=google_card.TextInput(name=name, label=label, value=value, hint_text=hint, type_=kind))


def suggesting_field(name: str, label: str, value: str, hint: str, suggestions: str) -> Widget:
    """A field to type in that asks `suggestions` for what may be meant: for lists too long for a drop-down."""
    field = google_card.TextInput(name=name, label=label, value=value, hint_text=hint)
    field.auto_complete_action = google_card.Action(function=suggestions)
    return Widget(text_input=field)


def drop_down(name: str, label: str, choices: Sequence[tuple[str, str]], chosen: str = "") -> Widget:
    """A drop-down of (text, value)."""
    items = [_Selection.SelectionItem(text=text, value=value, selected=value == chosen) for text, value in choices]
    kind = _Selection.SelectionType.DROPDOWN
    return Widget(selection_input=_Selection(name=name, label=label, type_=kind, items=items))


def day_field(name: str, label: str, day: date | None) -> Widget:
    """A field to choose a day in."""
    picker = google_card.DateTimePicker(
        name=name, label=label, type_=google_card.DateTimePicker.DateTimePickerType.DATE_ONLY
    )
    if day:
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        picker.value_ms_epoch = int(midnight.timestamp()) * 1000
    return Widget(date_time_picker=picker)
