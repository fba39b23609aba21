"""What people put into the fields of a card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from sync.emulator.addon_host.cards import Field, Json

Input = str | int | date | time | Sequence[str] | None


class CannotDo(ValueError):
    """A person could not do this on the card that is shown."""


class Incomplete(CannotDo):
    """The action needs fields that are empty; nothing was sent. `fields` are their names."""

    def __init__(self, labels: Iterable[str], fields: Iterable[str]) -> None:
        super().__init__(f"Fill in first: {', '.join(labels)}.")
        self.fields = tuple(fields)


def filled(fields: Mapping[str, Field], inputs: Mapping[str, Input]) -> dict[str, list[str]]:
    """The values by field. Raises CannotDo for a field or a value that the card does not have."""
    for name in inputs:
        if name not in fields:
            there = ", ".join(fields) or "no field"
            raise CannotDo(f"The card has no field {name!r}; it has {there}.")
    return {name: _values(fields[name], given) for name, given in inputs.items()}


def _values(field: Field, given: Input) -> list[str]:
    values = [value for value in _texts(given) if value or field.kind == "choice"]
    if field.kind == "choice":
        values = [_choice(field, value) for value in values]
    elif values and field.kind != "text":
        _check_moment(field, values[0])
    if len(values) > field.most:
        raise CannotDo(f"{field.label or field.name} takes {field.most} at most, not {len(values)}.")
    if field.longest and values and len(values[0]) > field.longest:
        raise CannotDo(f"{field.label or field.name} takes {field.longest} characters at most.")
    return values


def _texts(given: Input) -> list[str]:
    if given is None:
        return []
    if isinstance(given, datetime):
        return [given.strftime("%Y-%m-%dT%H:%M")]
    if isinstance(given, date):
        return [given.isoformat()]
    if isinstance(given, time):
        return [given.strftime("%H:%M")]
    return [str(given)] if isinstance(given, str | int) else [str(each) for each in given]


def _choice(field: Field, given: str) -> str:
    """The value of the choice with this value or, failing that, this text."""
    if given in field.choices:
        return given
    by_text = [value for value, text in field.choices.items() if text == given]
    if len(by_text) != 1:
        there = ", ".join(repr(value) for value in field.choices)
        raise CannotDo(f"{field.label or field.name} has no choice {given!r}; it has {there}.")
    return by_text[0]


def _check_moment(field: Field, text: str) -> None:
    read = {"date": date.fromisoformat, "time": time.fromisoformat}.get(field.kind, datetime.fromisoformat)
    try:
        read(text)
    except ValueError:
        raise CannotDo(f"{field.label or field.name}: {text!r} is no {field.kind}, as in 2026-05-19.") from None


def check_required(action: Json, fields: Mapping[str, Field], values: Mapping[str, Sequence[str]]) -> None:
    """Raises Incomplete if the action needs fields that are empty."""
    needed = list(fields) if action.get("allWidgetsAreRequired") else action.get("requiredWidgets", [])
    empty = [name for name in needed if not any(values.get(name, fields[name].initial))]
    if empty:
        raise Incomplete([fields[name].label or name for name in empty], empty)
