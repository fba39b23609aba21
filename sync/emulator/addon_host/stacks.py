"""The cards that lie on one another in a side panel, and what was filled in on the one that is shown."""

from __future__ import annotations

from collections.abc import Sequence

from sync.emulator.addon_host.cards import Field, Json, fields_in


class CardStack:
    """`cards` from the root to the one that is shown; `values` by field of that one."""

    def __init__(self) -> None:
        self.cards: list[Json] = []
        self.values: dict[str, list[str]] = {}

    @property
    def top(self) -> Json:
        """The card that is shown; empty while there is none."""
        return self.cards[-1] if self.cards else {}

    @property
    def fields(self) -> dict[str, Field]:
        return fields_in(self.top)

    def show(self, cards: list[Json], keeps_values: bool = False) -> None:
        """Show the last of these cards. What was filled in goes, or stays where a field of the same name can hold it."""
        self.cards = cards
        fields = self.fields if keeps_values else {}
        self.values = {name: values for name, values in self.values.items() if _fits(fields.get(name), values)}

    def pop(self) -> None:
        """Take off the card that is shown; the root stays."""
        if len(self.cards) > 1:
            self.show(self.cards[:-1])

    def go(self, step: Json, keeps_values: bool) -> str:
        """Do one navigation of an answer; what is wrong with it, empty if nothing."""
        if "pushCard" in step:
            self.show([*self.cards, step["pushCard"]], keeps_values)
        elif "updateCard" in step:
            if not self.cards:
                return "updateCard: there is no card to update yet; push one"
            self.show([*self.cards[:-1], step["updateCard"]], keeps_values)
        elif step.get("popToRoot"):
            self.show(self.cards[:1])
        elif step.get("pop"):
            self.pop()
        elif name := step.get("popToCard"):
            at = [index for index, card in enumerate(self.cards) if card.get("name") == name]
            if not at:
                return f"popToCard: no card on the stack is called {name!r}"
            self.show(self.cards[: at[-1] + 1])
        return ""


def _fits(field: Field | None, values: Sequence[str]) -> bool:
    if field is None or len(values) > field.most:
        return False
    return field.kind != "choice" or all(value in field.choices for value in values)
