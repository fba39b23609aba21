"""One person's side panel beside one Sheet: the stack of cards, and everything that can be done with it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sync.emulator.addon_host.calls import Request, answer_to
from sync.emulator.addon_host.cards import Field, Json, Spot, spots_in
from sync.emulator.addon_host.consents import Consents
from sync.emulator.addon_host.contract import SCOPES_ASKED, AddonRefused, Asked
from sync.emulator.addon_host.deployments import Deployment
from sync.emulator.addon_host.events import common_object, event_object, form_inputs
from sync.emulator.addon_host.filling import CannotDo, Input, check_required, filled
from sync.emulator.addon_host.stacks import CardStack
from sync.emulator.wire.call import Caller
from sync.emulator.world import World


@dataclass(frozen=True)
class _Doing:
    """A request that may have to be made again, after a consent."""

    url: str
    asked: Asked
    inputs: Json
    parameters: Mapping[str, str]
    keeps_values: bool = False
    is_home: bool = False


class AddonSession:
    """The add-on as one person has it open in one Sheet.

    `cards` are on the stack, the one shown last; `events` every event object sent, `answers` every answer taken;
    `notification` and `link` what the last answer said and opened; `changes` counts answers with stateChanged.
    `asked_scopes` and `asks_for_file` say that the person is being asked for permission. Whatever Google would refuse
    raises AddonRefused; whatever a person could not do raises CannotDo.
    """

    def __init__(
        self,
        world: World,
        consents: Consents,
        deployment: Deployment,
        user: str,
        spreadsheet_id: str,
        time_zone: str = "America/Chicago",
        locale: str = "en-US",
        limit_seconds: float = 30.0,
    ) -> None:
        self.deployment, self.user, self.spreadsheet_id = deployment, user.lower(), spreadsheet_id
        self.time_zone, self.locale, self.limit_seconds = time_zone, locale, limit_seconds
        self.stack = CardStack()
        self.events: list[Json] = []
        self.answers: list[Json] = []
        self.notification = self.link = ""
        self.changes = 0
        self.asked_scopes: tuple[str, ...] = ()
        self.asks_for_file = False
        self._world, self._consents = world, consents
        self._last: _Doing | None = None
        self._lock = threading.RLock()

    # --- what is shown

    @property
    def cards(self) -> list[Json]:
        return self.stack.cards

    @property
    def card(self) -> Json:
        """The card that is shown; empty while there is none."""
        return self.stack.top

    @property
    def fields(self) -> dict[str, Field]:
        return self.stack.fields

    @property
    def values(self) -> dict[str, list[str]]:
        """What was filled in, by field; a field that nobody touched is absent."""
        return self.stack.values

    @property
    def spots(self) -> list[Spot]:
        return spots_in(self.card)

    # --- what a person does

    def open(self) -> Json:
        """The card that the homepage trigger brings; empty if the add-on asks for permission first."""
        with self._lock:
            self._do(_Doing(self.deployment.homepage, "open", {}, {}, is_home=True))
            return self.card

    def fill(self, inputs: Mapping[str, Input]) -> None:
        """Fill in fields by name. A choice is named by its value or its text, a day by a date or as 2026-05-19."""
        with self._lock:
            self.stack.values |= filled(self.fields, inputs)

    def click(
        self, what: str, inputs: Mapping[str, Input] | None = None, *, times: int = 1, which: int | None = None
    ) -> Json:
        """The answer to a click, after filling in fields; empty if the click asks nothing of the add-on.

        Args: `what` is a text that is shown, a function's address, or the end of one; `times` sends the same event so
        often in parallel (a double click); `which` chooses (from 0) among several of the same text.
        """
        with self._lock:
            spot = self._spot(what, "click", which)
            self.fill(inputs or {})
            return self.press(spot, times)

    def change(self, name: str, value: Input) -> Json:
        """The answer to a change of a field with an onChangeAction."""
        with self._lock:
            self.fill({name: value})
            found = [spot for spot in self.spots if spot.trigger == "change" and spot.holder.get("name") == name]
            if not found:
                raise CannotDo(f"Nothing happens when the field {name!r} changes.")
            return self.press(found[0])

    def suggest(self, name: str, text: str) -> list[str]:
        """The suggestions for what is typed into a field: the card's own, or the add-on's."""
        with self._lock:
            self.fill({name: text})
            for spot in self.spots:
                if spot.trigger == "suggest" and spot.holder.get("name") == name:
                    answer = self.press(spot)
                    return [item.get("text", "") for item in answer.get("autoComplete", {}).get("items", [])]
            raise CannotDo(f"The field {name!r} has no suggestions.")

    def press(self, spot: Spot, times: int = 1) -> Json:
        """The answer to what a spot of the card that is shown does."""
        with self._lock:
            if spot.disabled:
                raise CannotDo(f"{spot.label!r} is disabled.")
            action = spot.action
            if action is None:
                self._follow(spot.does)
                return {}
            fields = self.fields
            if spot.trigger == "click":
                check_required(action, fields, self.values)
            given = {item["key"]: item["value"] for item in action.get("parameters", [])}
            doing = _Doing(
                url=action["function"],
                asked="suggest" if spot.trigger == "suggest" else "act",
                inputs=form_inputs(fields, self.values),
                parameters=given | dict(spot.parameters),
                keeps_values=bool(action.get("persistValues")),
            )
            return self._do(doing, times)

    def back(self) -> Json:
        """The card below, once the arrow at the top was clicked."""
        with self._lock:
            self.asked_scopes, self.asks_for_file = (), False
            self.stack.pop()
            return self.card

    def consent(self, scopes: Iterable[str] | None = None) -> Json:
        """The answer to the request that was waiting, made again once the person has allowed these of the scopes asked
        for (None: all of them).
        """
        with self._lock:
            if not self.asked_scopes or self._last is None:
                raise CannotDo("The add-on asks for no permission.")
            allowed = self.asked_scopes if scopes is None else tuple(scopes)
            self._consents.grant_scopes(self.deployment, self.user, set(allowed) & set(self.asked_scopes))
            return self._do(self._last)

    def grant_file(self) -> Json:
        """The answer of onFileScopeGrantedTrigger, once the person has allowed the add-on this Sheet."""
        with self._lock:
            if not self.asks_for_file:
                raise CannotDo("The add-on does not ask for this Sheet.")
            self._consents.grant_file(self.deployment, self.user, self.spreadsheet_id)
            url = self.deployment.file_scope_granted
            if not url:
                return self._do(_Doing(self.deployment.homepage, "open", {}, {}, is_home=True))
            return self._do(_Doing(url, "open", {}, {}))

    def refuse(self) -> Json:
        """The card that is shown, once the person has said no to whatever was asked."""
        with self._lock:
            self.asked_scopes, self.asks_for_file = (), False
            return self.card

    def again(self) -> Json:
        """The answer to the last request, made once more."""
        with self._lock:
            if self._last is None:
                raise CannotDo("Nothing was asked of the add-on yet.")
            return self._do(self._last)

    # --- what follows from it

    def _spot(self, what: str, trigger: str, which: int | None) -> Spot:
        spots = [spot for spot in self.spots if spot.trigger == trigger]
        found = [spot for spot in spots if spot.label == what]
        if not found:
            functions = [(spot, (spot.action or {}).get("function", "")) for spot in spots]
            found = [spot for spot, url in functions if url == what or url.endswith(f"/{what.lstrip('/')}")]
        if not found:
            there = ", ".join(repr(spot.label) for spot in spots) or "nothing"
            raise CannotDo(f"There is no {what!r} to click on the card; there is {there}.")
        if which is None and len(found) > 1:
            raise CannotDo(f"There are {len(found)} of {what!r} on the card; say which (from 0).")
        return found[which or 0]

    def _follow(self, does: Json) -> None:
        if "openLink" in does:
            self.link = does["openLink"].get("url", "")
        elif "card" in does:
            self.stack.show([*self.cards, does["card"]])

    def _do(self, doing: _Doing, times: int = 1) -> Json:
        self.asked_scopes, self.asks_for_file, self.notification, self.link = (), False, "", ""
        self._last = doing
        event = self._event(doing)
        self.events += [event] * times
        request = Request(doing.url, doing.asked, event)
        for answer in self._answers(request, times):
            self.answers.append(answer)
            self._take(answer, doing)
        return self.answers[-1]

    def _event(self, doing: _Doing) -> Json:
        caller = Caller(self.user, self.deployment.client_id, "", frozenset())
        with self._world.store.transaction():
            self._world.drive.require(self.spreadsheet_id, caller)
        common = common_object(
            self.deployment, self._world.now(), self.time_zone, self.locale, doing.inputs, doing.parameters
        )
        return event_object(
            self._world, self._consents, self.deployment, self.user, self.spreadsheet_id, doing.url, common
        )

    def _answers(self, request: Request, times: int) -> Sequence[Json]:
        if times == 1:
            return [answer_to(request, self.deployment, self.limit_seconds)]
        with ThreadPoolExecutor(times) as pool:
            sent = [pool.submit(answer_to, request, self.deployment, self.limit_seconds) for _ in range(times)]
            return [each.result() for each in sent]

    def _take(self, answer: Json, doing: _Doing) -> None:
        if SCOPES_ASKED in answer:
            asked = answer[SCOPES_ASKED]
            self.asked_scopes = self.deployment.scopes if asked.get("all_scopes") else tuple(asked["scopes"])
            return
        if doing.asked == "suggest":
            return
        if doing.is_home:
            self.stack.show([])
        actions = answer.get("renderActions", answer)
        action = actions.get("action", {})
        for step in action.get("navigations", []):
            if problem := self.stack.go(step, doing.keeps_values):
                raise AddonRefused(doing.url, [problem])
        if not doing.keeps_values:
            self.stack.values = {}
        self.notification = action.get("notification", {}).get("text", "")
        self.link = action.get("link", {}).get("url", "")
        editor = actions.get("hostAppAction", {}).get("editorAction", {})
        self.asks_for_file = "requestFileScopeForActiveDocument" in editor
        self.changes += bool(answer.get("stateChanged"))
