"""`forms.batchUpdate`: the requests in their order, all or none."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

from sync.emulator.forms.items import check_sections, checked, ids_of, kind_of, with_ids, without_section
from sync.emulator.forms.masks import EVERYTHING, merged, paths
from sync.emulator.forms.records import Form, Json, RefusedError, bad_argument, questions_of

Applied = tuple[Form, Json]  # the form afterwards, and the reply


def applied(form: Form, requests: list[Json]) -> tuple[Form, list[Json]]:
    """The form after all requests, and their replies. Raises GoogleError 400 naming the first that fails."""
    if not requests:
        raise bad_argument("Must specify at least one request.")
    replies: list[Json] = []
    for index, request in enumerate(requests):
        if len(request) != 1:
            problem = "oneof field 'kind' is already set." if request else "No request set."
            raise bad_argument(f"Invalid requests[{index}]: {problem}")
        ((kind, content),) = request.items()
        try:
            form, reply = _HANDLERS[kind](form, content)
            check_sections(form.items)
        except RefusedError as refused:
            raise bad_argument(f"Invalid requests[{index}].{kind}: {refused}") from refused
        replies.append({kind: reply} if reply else {})
    return form, replies


def _create_item(form: Form, request: Json) -> Applied:
    at = _index(request, "location", len(form.items) + 1)
    if "item" not in request:
        raise RefusedError("The item must be set.")
    kind_of(request["item"])
    item = checked(with_ids(request["item"], ids_of(form.items)), form.is_quiz)
    reply: Json = {"itemId": item["itemId"]}
    if questions := questions_of(item):
        reply["questionId"] = [question["questionId"] for question in questions]
    return replace(form, items=(*form.items[:at], item, *form.items[at:])), reply


def _update_item(form: Form, request: Json) -> Applied:
    at = _index(request, "location", len(form.items))
    which = paths(request.get("updateMask", ""), "Item")
    present, given = form.items[at], request.get("item") or {}
    wanted = merged(present, given, which)
    if kind_of(wanted) != kind_of(present):
        raise RefusedError("The kind of an item cannot be changed.")
    others = (*form.items[:at], *form.items[at + 1 :])
    item = checked(with_ids(_with_images(wanted, present), ids_of(others)), form.is_quiz)
    if "pageBreakItem" in item and item["itemId"] != present["itemId"]:
        form = replace(form, items=without_section(form.items, present["itemId"]))
    return replace(form, items=(*form.items[:at], item, *form.items[at + 1 :])), {}


def _with_images(item: Json, present: Json) -> Json:
    """An item that was read and is written back keeps its image: the source is not shown when it is read."""
    image = item.get("imageItem", {}).get("image")
    if image is None or image.get("sourceUri") or image.get("contentUri"):
        return item
    kept = deepcopy(item)
    kept["imageItem"]["image"]["contentUri"] = present["imageItem"]["image"]["contentUri"]
    return kept


def _move_item(form: Form, request: Json) -> Applied:
    before = _index(request, "originalLocation", len(form.items))
    after = _index(request, "newLocation", len(form.items))
    items = [*form.items[:before], *form.items[before + 1 :]]
    items.insert(after, form.items[before])
    return replace(form, items=tuple(items)), {}


def _delete_item(form: Form, request: Json) -> Applied:
    at = _index(request, "location", len(form.items))
    left = (*form.items[:at], *form.items[at + 1 :])
    return replace(form, items=without_section(left, form.items[at]["itemId"])), {}


def _update_info(form: Form, request: Json) -> Applied:
    which = paths(request.get("updateMask", ""), "Info")
    if which != (EVERYTHING,) and ("documentTitle",) in which:
        raise RefusedError("document_title cannot be modified; use the Drive API.")
    present = {"title": form.title, "description": form.description}
    info = merged(present, request.get("info") or {}, which)
    if not info.get("title"):
        raise RefusedError("The title of a form must not be empty.")
    return replace(form, title=info["title"], description=info.get("description", "")), {}


def _update_settings(form: Form, request: Json) -> Applied:
    which = paths(request.get("updateMask", ""), "FormSettings")
    present = {"emailCollectionType": form.email_collection, "quizSettings": {"isQuiz": form.is_quiz}}
    settings = merged(present, request.get("settings") or {}, which)
    collection = settings.get("emailCollectionType", form.email_collection if which == (EVERYTHING,) else "")
    if collection in {"", "EMAIL_COLLECTION_TYPE_UNSPECIFIED"}:
        raise RefusedError("email_collection_type must be set.")
    is_quiz = bool((settings.get("quizSettings") or {}).get("isQuiz", False))
    items = form.items if is_quiz else tuple(_without_grading(item) for item in form.items)
    return replace(form, email_collection=collection, is_quiz=is_quiz, items=items), {}


def _without_grading(item: Json) -> Json:
    if "grading" not in item.get("questionItem", {}).get("question", {}):
        return item
    plain = deepcopy(item)
    del plain["questionItem"]["question"]["grading"]
    return plain


def _index(request: Json, name: str, end: int) -> int:
    """The place that a location names. Raises RefusedError unless 0 <= index < end."""
    index = (request.get(name) or {}).get("index")
    if index is None:
        raise RefusedError(f"{name}.index must be set.")
    if not 0 <= index < end:
        raise RefusedError(f"{name}.index must be in the range [0..{end}), but is {index}.")
    return int(index)


_HANDLERS: dict[str, Callable[[Form, Json], Applied]] = {
    "createItem": _create_item,
    "updateItem": _update_item,
    "moveItem": _move_item,
    "deleteItem": _delete_item,
    "updateFormInfo": _update_info,
    "updateSettings": _update_settings,
}
