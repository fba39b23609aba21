"""The forms of one world: kept, copied with their files, and answered.

`world.forms` is what a test or a demonstration uses: `submit`, `edit`, `allow_response_edits`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sync.emulator.drive.records import Role
from sync.emulator.forms.answers import cleaned
from sync.emulator.forms.records import MIME_TYPE, Form, Response, not_found
from sync.emulator.forms.sections import problems_on, sections_of, way
from sync.emulator.forms.watches import Watches
from sync.emulator.store import Records
from sync.emulator.wire.call import Caller
from sync.emulator.wire.errors import GoogleError
from sync.emulator.world import World

_PERSONAL = frozenset({"gmail.com", "googlemail.com"})
EMAIL = "emailAddress"  # among the problems: the address that a respondent types


class NotSubmittedError(ValueError):
    """A response that the form does not take. `problems` says what is wrong by question id; it is empty where the form
    itself is closed to the respondent.
    """

    def __init__(self, message: str, problems: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.problems = dict(problems or {})


class Forms:
    """Every form and response. What Drive asks of a document's content is here too (`create`, `copy`, `delete`, `export`)."""

    def __init__(self, world: World, publish: Callable[[str, Mapping[str, str]], bool]) -> None:
        self._world = world
        self.forms = Records(world.store, "form", Form)
        self.responses = Records(world.store, "form_response", Response)
        self.watches = Watches(world, publish)

    # --- what Drive asks

    def create(self, file_id: str, title: str, caller: Caller) -> None:
        """An empty form for a file that Drive made. It is not published."""
        collects = "DO_NOT_COLLECT" if caller.domain in _PERSONAL else "VERIFIED"
        self.forms.save(file_id, Form(file_id, _responder_id(), title, collects))

    def copy(self, source_id: str, target_id: str) -> None:
        """The form under another file, without responses and responders, and not published."""
        copy = replace(self.form(source_id), id=target_id, responder_id=_responder_id(), responders=(), revision=1)
        self.forms.save(target_id, replace(copy, is_published=False, is_accepting=False))

    def delete(self, file_id: str) -> None:
        """Forgets the form, its responses and its watches."""
        for response in self.responses_to(file_id):
            self.responses.delete(_key(file_id, response.id))
        self.watches.forget(file_id)
        self.forms.delete(file_id)

    def export(self, file_id: str, mime_type: str) -> bytes:  # noqa: ARG002 - as Drive calls it
        """Raises GoogleError: forms cannot be exported here."""
        raise GoogleError("INVALID_ARGUMENT", "The requested conversion is not supported.", reason="badRequest")

    # --- forms

    def form(self, form_id: str) -> Form:
        """The form, whoever asks. Raises GoogleError 404."""
        found = self.forms.get(form_id)
        if found is None:
            raise not_found()
        return found

    def by_responder_id(self, responder_id: str) -> Form | None:
        return next((form for form in self.forms.all() if form.responder_id == responder_id), None)

    def save(self, form: Form) -> Form:
        return self.forms.save(form.id, form)

    def allow_response_edits(self, form_id: str, allowed: bool = True) -> None:
        """Turn "Allow response editing" on or off, as Apps Script's `setAllowResponseEdits` does."""
        with self._world.store.transaction():
            self.save(replace(self.form(form_id), allows_edits=allowed))

    # --- responding

    def may_respond(self, form: Form, email: str) -> bool:
        """True if somebody (nobody signed in: an empty email) may fill in the form: a responder, or one of its editors."""
        account = self._world.signin.find(email) if email else None
        caller = Caller(email.lower(), "", "", frozenset(), account is not None and account.kind == "service_account")
        if any(
            grant.type == "anyone" or (email and self._world.drive.holds(grant, caller)) for grant in form.responders
        ):
            return True
        return bool(email) and self._world.drive.role(self._world.drive.file(form.id), caller) >= Role.writer

    def is_open(self, form: Form) -> bool:
        """True if the form takes responses."""
        drive = self._world.drive
        return form.is_published and form.is_accepting and not drive.is_trashed(drive.file(form.id))

    def submit(
        self, form_id: str, answers: Mapping[str, str | Sequence[str]], email: str = "", signed_in: str | None = None
    ) -> str:
        """The id of a new response, as if this person had filled in the page.

        Args: answers by question id, in the API's texts (a list for several check boxes); sections that the answers lead
        around are left out. `email` is what the form collects, `signed_in` the account that the browser is signed in
        with (the same, unless said). Raises NotSubmittedError, GoogleError 404.
        """
        with self._world.store.transaction():
            form = self.form(form_id)
            kept = self._accepted(form, answers, email, email if signed_in is None else signed_in)
            now, id = self._world.now(), f"ACYDBN{secrets.token_urlsafe(64)}"
            response = Response(
                id, form_id, now, now, f"2_ABaOnu{secrets.token_urlsafe(48)}", kept, _collected(form, email)
            )
            self.responses.save(_key(form_id, id), response)
            self.watches.happened(form_id, "RESPONSES")
            return id

    def edit(
        self,
        form_id: str,
        response_id: str,
        answers: Mapping[str, str | Sequence[str]],
        email: str = "",
        signed_in: str | None = None,
    ) -> None:
        """Replace all answers of a response, as its edit link does. The id stays, `lastSubmittedTime` is now.

        Raises NotSubmittedError (also where the form does not allow it), GoogleError 404.
        """
        with self._world.store.transaction():
            form, before = self.form(form_id), self.response(form_id, response_id)
            if not form.allows_edits:
                raise NotSubmittedError(
                    "Responses to this form cannot be edited. Turn it on with allow_response_edits."
                )
            email = email or before.email
            kept = self._accepted(form, answers, email, email if signed_in is None else signed_in)
            collected = _collected(form, email)
            edited = replace(before, answers=kept, submitted=self._world.now(), email=collected)
            self.responses.save(_key(form_id, response_id), edited)
            self.watches.happened(form_id, "RESPONSES")

    def response(self, form_id: str, response_id: str) -> Response:
        """The response. Raises GoogleError 404."""
        found = self.responses.get(_key(form_id, response_id))
        if found is None:
            raise not_found()
        return found

    def response_by_token(self, form_id: str, token: str) -> Response | None:
        """The response that an edit link opens."""
        return next((found for found in self.responses_to(form_id) if token and found.edit_token == token), None)

    def responses_to(self, form_id: str) -> list[Response]:
        """The responses to a form by the time of their last submission."""
        found = [response for response in self.responses.all() if response.form_id == form_id]
        return sorted(found, key=lambda response: (response.submitted, response.created))

    def _accepted(
        self, form: Form, given: Mapping[str, str | Sequence[str]], email: str, signed_in: str
    ) -> dict[str, tuple[str, ...]]:
        """The answers to keep. Raises NotSubmittedError."""
        if not self.is_open(form):
            raise NotSubmittedError("This form does not accept responses. Publish it with setPublishSettings.")
        if form.email_collection == "VERIFIED" and not signed_in:
            raise NotSubmittedError("Sign in to fill in this form.")
        if not self.may_respond(form, signed_in):
            raise NotSubmittedError("This person may not respond. Share the form with them (view: published).")
        known = {question["questionId"]: question for question in form.questions()}
        if unknown := given.keys() - known.keys():
            raise NotSubmittedError(
                f"The form has no question {', '.join(sorted(unknown))}.", dict.fromkeys(unknown, "unknown")
            )
        answers = {id: [texts] if isinstance(texts, str) else list(texts) for id, texts in given.items()}
        passed = way(sections_of(form.items), answers)
        problems = problems_on(passed, answers)
        if form.email_collection == "RESPONDER_INPUT" and "@" not in email:
            problems[EMAIL] = "Must be a valid email address"
        if problems:
            raise NotSubmittedError("Some answers need another look.", problems)
        asked = [question for section in passed for question in section.questions]
        kept = {found["questionId"]: cleaned(found, answers.get(found["questionId"], ())) for found in asked}
        return {id: texts for id, texts in kept.items() if texts}


def forms_of(world: World) -> Forms:
    """The forms of a world."""
    found = world.drive.content[MIME_TYPE]
    if not isinstance(found, Forms):
        raise TypeError("Something else keeps the forms of this world.")
    return found


def document_title(world: World, form: Form) -> str:
    return world.drive.file(form.id).name


def _collected(form: Form, email: str) -> str:
    return "" if form.email_collection == "DO_NOT_COLLECT" else email.strip().lower()


def _responder_id() -> str:
    return f"1FAIpQLS{secrets.token_urlsafe(36)}"


def _key(form_id: str, response_id: str) -> str:
    return f"{form_id}/{response_id}"
