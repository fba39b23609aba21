"""The page that respondents fill in: one section at a time, everything typed so far carried along in hidden fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, session, url_for

from sync.emulator.forms import answers as answering
from sync.emulator.forms import page_fields
from sync.emulator.forms.answers import problem
from sync.emulator.forms.filling import Filling, fields_of, fields_of_response, history_of
from sync.emulator.forms.forms import EMAIL, Forms, NotSubmittedError, forms_of
from sync.emulator.forms.records import Form
from sync.emulator.forms.sections import SUBMIT, Section, after
from sync.emulator.pages.viewer import form_token, guarded, only_loopback, only_own_forms, present_account
from sync.emulator.world import World

HISTORY, EDIT = "pageHistory", "edit2"
_PEOPLE_SHOWN = 60


def pages_of(world: World) -> Blueprint:
    """The page of every form, under `/forms/d/e/RESPONDER_ID/`."""
    pages = Blueprint("forms", __name__, template_folder="templates")
    pages.before_request(only_loopback)
    pages.before_request(only_own_forms)
    pages.after_request(guarded)
    pages.context_processor(lambda: {"csrf_token": form_token, "ask": page_fields, "answering": answering})

    def locked(view: Callable[..., Any]) -> Callable[..., Any]:
        def answered(**path: str) -> Any:
            with world.store.transaction():
                return view(**path)

        return answered

    def view_form(responder_id: str) -> Any:
        return _viewed(world, responder_id)

    def take_form(responder_id: str) -> Any:
        return _taken(world, responder_id)

    def sign_in(responder_id: str) -> Any:
        account = world.signin.find(request.form.get("email", ""))
        if account is None or account.kind != "user":
            return _asked_to_sign_in(
                world, _form(world, responder_id), "There is no such person on this practice server."
            )
        session["email"] = account.email
        query = request.form.get("query", "")
        return redirect(url_for("forms.viewform", responder_id=responder_id) + (f"?{query}" if query else ""))

    def who(responder_id: str) -> Any:
        return _asked_to_sign_in(world, _form(world, responder_id))

    def by_file(form_id: str) -> Any:
        form = forms_of(world).forms.get(form_id)
        if form is None:
            abort(404)
        return redirect(url_for("forms.viewform", responder_id=form.responder_id))

    base = "/forms/d/e/<responder_id>"
    pages.add_url_rule(f"{base}/viewform", "viewform", locked(view_form))
    pages.add_url_rule(f"{base}/formResponse", "formresponse", locked(take_form), methods=["POST"])
    pages.add_url_rule(f"{base}/signin", "signin", locked(sign_in), methods=["POST"])
    pages.add_url_rule(f"{base}/signin", "who", locked(who))
    for name in ("edit", "viewform"):
        pages.add_url_rule(f"/forms/d/<form_id>/{name}", f"{name}_of_file", locked(by_file))
    return pages


def _viewed(world: World, responder_id: str) -> Any:
    """The first section: empty, prefilled by the link, or with the answers of the response that an edit link names."""
    form = _form(world, responder_id)
    if request.args.get("authuser"):
        account = world.signin.find(request.args["authuser"])
        if account is not None and account.kind == "user":
            session["email"] = account.email
    refusal = _refused(world, form)
    if refusal is not None:
        return refusal
    filling = Filling(form, _email(world), fields_of(request.args))
    if token := request.args.get(EDIT, ""):
        filling.edited = forms_of(world).response_by_token(form.id, token)
        if filling.edited is None or not form.allows_edits:
            return _told(form, "You can't edit your response", "This form does not let you change a response.", 403)
        filling.fields = fields_of_response(form, filling.edited)
    return _drawn(filling)


def _taken(world: World, responder_id: str) -> Any:
    """The next section, the one before, the same one with what is wrong, or the confirmation."""
    form = _form(world, responder_id)
    refusal = _refused(world, form)
    if refusal is not None:
        return refusal
    filling = Filling(form, _email(world), fields_of(request.form), history_of(request.form.get(HISTORY, "0"), form))
    if token := request.form.get(EDIT, ""):
        filling.edited = forms_of(world).response_by_token(form.id, token)
        if filling.edited is None or not form.allows_edits:
            return _told(form, "You can't edit your response", "This form does not let you change a response.", 403)
    if request.form.get("go") == "back":
        filling.history = filling.history[:-1] or [0]
        return _drawn(filling)
    filling.problems = _problems_here(filling)
    if filling.problems:
        return _drawn(filling, 400)
    following = after(filling.section, filling.sections, filling.answers)
    if following != SUBMIT:
        restarts = following in filling.history
        filling.history = [0] if restarts else [*filling.history, following]
        return _drawn(filling)
    return _submitted(forms_of(world), filling)


def _submitted(forms: Forms, filling: Filling) -> Any:
    form, edited = filling.form, filling.edited
    collects_typed = form.email_collection == "RESPONDER_INPUT"
    email = next(iter(filling.fields.get(EMAIL, ())), "").strip() if collects_typed else filling.email
    try:
        if edited is None:
            id = forms.submit(form.id, filling.answers, email, filling.email)
        else:
            forms.edit(form.id, edited.id, filling.answers, email, filling.email)
            id = edited.id
    except NotSubmittedError as refused:
        if not refused.problems:
            return _told(form, form.title, str(refused), 403)
        filling.problems, filling.history = refused.problems, _up_to_problem(filling, refused.problems)
        return _drawn(filling, 400)
    token = forms.response(form.id, id).edit_token if form.allows_edits else ""
    return render_template(
        "forms/done.html", form=form, edit_token=token, edited=edited is not None, email=filling.email
    )


def _up_to_problem(filling: Filling, problems: Mapping[str, str]) -> list[int]:
    """The way as far as the first section on which something is wrong."""
    for place, number in enumerate(filling.history):
        if any(question["questionId"] in problems for question in filling.sections[number].questions):
            return filling.history[: place + 1]
    return [0]


def _problems_here(filling: Filling) -> dict[str, str]:
    found = {}
    for question in filling.section.questions:
        said = problem(question, page_fields.texts_in(question, filling.fields))
        if said:
            found[question["questionId"]] = said
    if filling.history[-1] == 0 and filling.form.email_collection == "RESPONDER_INPUT":
        typed = next(iter(filling.fields.get(EMAIL, ())), "")
        if "@" not in typed:
            found[EMAIL] = "Must be a valid email address" if typed else answering.REQUIRED
    return found


def _drawn(filling: Filling, status: int = 200) -> Any:
    following = after(filling.section, filling.sections, filling.answers)
    return (
        render_template(
            "forms/form.html",
            filling=filling,
            form=filling.form,
            section=filling.section,
            fields=filling.fields,
            problems=filling.problems,
            is_last=following == SUBMIT and not _branches(filling.section),
            count=len(filling.sections),
            asks_required=any(question.get("required") for question in filling.section.questions),
            email=filling.email,
        ),
        status,
    )


def _branches(section: Section) -> bool:
    """Whether an answer on this section may lead on although it is the last one so far."""
    options = [option for found in section.questions for option in found.get("choiceQuestion", {}).get("options", [])]
    return any("goToSectionId" in option or option.get("goToAction") == "NEXT_SECTION" for option in options)


def _refused(world: World, form: Form) -> Any:
    """The page that stands instead of the form: closed, sign in first, or not for you. None if the form is to be shown."""
    forms, email = forms_of(world), _email(world)
    if not form.is_published:
        return _told(form, "This form can't be opened", "It has not been published. Ask its owner to publish it.", 403)
    if not forms.is_open(form):
        words = f"The form {form.title} is no longer accepting responses. Try contacting the owner of the form."
        return _told(form, form.title, words, 403)
    open_to_all = forms.may_respond(form, "")
    if not email and (form.email_collection == "VERIFIED" or not open_to_all):
        return _asked_to_sign_in(world, form)
    if not open_to_all and not forms.may_respond(form, email):
        return _asked_to_sign_in(
            world, form, f"{email} may not fill in this form. Ask its owner, or use another account.", 403
        )
    return None


def _asked_to_sign_in(world: World, form: Form, words: str = "", status: int = 200) -> Any:
    people = sorted(
        (account for account in world.signin.accounts() if account.kind == "user"),
        key=lambda account: (account.name.lower(), account.email),
    )
    query = request.form.get("query", "") or request.query_string.decode()
    return (
        render_template(
            "forms/sign_in.html",
            form=form,
            people=people[:_PEOPLE_SHOWN],
            words=words,
            query=query,
            email=_email(world),
        ),
        status,
    )


def _told(form: Form, heading: str, words: str, status: int) -> Any:
    return render_template("forms/told.html", form=form, heading=heading, words=words), status


def _form(world: World, responder_id: str) -> Form:
    form = forms_of(world).by_responder_id(responder_id)
    if form is None:
        abort(404)
    return form


def _email(world: World) -> str:
    account = present_account(world)
    return account.email if account is not None and account.kind == "user" else ""
