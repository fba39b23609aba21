"""Requests that make a form what its template asks, and nothing when it already is.

Items are known by their ids, which follow from the template. A title, a help text or an order that a person changed in the form
stays, and so does every question that people added. No request here deletes an item, so that no answer ever loses its question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sheets_templates.form_model import (
    Collects,
    FormQuestion,
    FormSection,
    FormTemplate,
    QuestionType,
    item_id,
    question_id,
)

Json = dict[str, Any]
COLLECTION: Final = {Collects.VERIFIED: "VERIFIED", Collects.NOTHING: "DO_NOT_COLLECT"}
_CHOICES: Final = {
    QuestionType.DROP_DOWN: "DROP_DOWN",
    QuestionType.CHOICE: "RADIO",
    QuestionType.CHECKBOXES: "CHECKBOX",
}
_OPTIONS_MASK: Final = "questionItem.question.choiceQuestion.options"  # deeper than the question: its id stays


def form_requests(
    template: FormTemplate, present: Mapping[str, Any], lists: Mapping[str, Sequence[str]], facts: Mapping[str, object]
) -> list[Json]:
    """What one forms.batchUpdate needs to make or mend the form; nothing when it is as it should be.

    Args: `present` as forms.get shows it; `lists` are allowed values by the names that the questions use (a question whose list is
    empty is left out until the list has something); `facts` fill the names in braces.
    Raises: KeyError where a list or a fact that the template needs is not given.
    """
    return [
        *_info_requests(template, present, facts),
        *_settings_requests(template, present),
        *_item_requests(template, present, lists),
    ]


def _info_requests(template: FormTemplate, present: Mapping[str, Any], facts: Mapping[str, object]) -> list[Json]:
    """Title and description, where the form has none yet."""
    standing = present.get("info", {})
    wanted = {"title": form_title(template, facts), "description": template.description.format_map(facts)}
    lacking = {name: text for name, text in wanted.items() if not standing.get(name)}
    return [{"updateFormInfo": {"info": lacking, "updateMask": ",".join(lacking)}}] if lacking else []


def form_title(template: FormTemplate, facts: Mapping[str, object]) -> str:
    return template.title.format_map(facts)


def _settings_requests(template: FormTemplate, present: Mapping[str, Any]) -> list[Json]:
    wanted = COLLECTION[template.collects]
    if present.get("settings", {}).get("emailCollectionType") == wanted:
        return []
    return [{"updateSettings": {"settings": {"emailCollectionType": wanted}, "updateMask": "emailCollectionType"}}]


def _item_requests(
    template: FormTemplate, present: Mapping[str, Any], lists: Mapping[str, Sequence[str]]
) -> Iterator[Json]:
    standing: list[str] = [str(item.get("itemId", "")) for item in present.get("items", ())]
    items = {str(item.get("itemId", "")): item for item in present.get("items", ())}
    after = -1  # the place of the item before: a missing one is put right behind it
    for wanted in _wanted_items(template, lists):
        if wanted["itemId"] not in items:
            after += 1
            standing.insert(after, wanted["itemId"])
            yield {"createItem": {"item": wanted, "location": {"index": after}}}
            continue
        after = standing.index(wanted["itemId"])
        if _choices_differ(items[wanted["itemId"]], wanted):
            options = {"questionItem": {"question": {"choiceQuestion": {"options": _options_of(wanted)}}}}
            change = {"item": options, "location": {"index": after}, "updateMask": _OPTIONS_MASK}
            yield {"updateItem": change}


def _wanted_items(template: FormTemplate, lists: Mapping[str, Sequence[str]]) -> Iterator[Json]:
    yield from _asked(template, template.questions, lists)
    for section in template.sections:
        asked = list(_asked(template, section.questions, lists))
        if asked:
            yield _heading(template, section)
            yield from asked


def _heading(template: FormTemplate, section: FormSection) -> Json:
    kind = "pageBreakItem" if section.new_page else "textItem"
    return _described(section.help) | {"itemId": item_id(template.key, section.key), "title": section.title, kind: {}}


def _asked(
    template: FormTemplate, questions: Sequence[FormQuestion], lists: Mapping[str, Sequence[str]]
) -> Iterator[Json]:
    for question in questions:
        kind = _kind(question, lists)
        if kind is not None:
            asked = {"questionId": question_id(template.key, question.key), "required": question.required, **kind}
            named = {"itemId": item_id(template.key, question.key), "title": question.title}
            yield _described(question.help) | named | {"questionItem": {"question": asked}}


def _described(text: str) -> Json:
    return {"description": text} if text else {}


def _kind(question: FormQuestion, lists: Mapping[str, Sequence[str]]) -> Json | None:
    """The kind of question as Forms takes it; None for a choice among nothing."""
    if question.type in _CHOICES:
        values = lists[question.values] if question.values else question.options
        options: list[Json] = [{"value": text} for text in dict.fromkeys(values) if text]
        options += [{"isOther": True}] if question.other else []
        return {"choiceQuestion": {"type": _CHOICES[question.type], "options": options}} if options else None
    if question.type is QuestionType.DATE:
        return {"dateQuestion": {"includeYear": True, "includeTime": False}}
    return {"textQuestion": {"paragraph": question.type is QuestionType.LONG_TEXT}}


def _choices_differ(standing: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a question offers other answers than it should. One that a person made into another kind is left alone."""
    if "choiceQuestion" not in standing.get("questionItem", {}).get("question", {}) or not _options_of(wanted):
        return False
    return _offered(standing) != _offered(wanted)


def _offered(item: Mapping[str, Any]) -> list[tuple[str, bool]]:
    return [(option.get("value", ""), bool(option.get("isOther"))) for option in _options_of(item)]


def _options_of(item: Mapping[str, Any]) -> list[Json]:
    found: list[Json] = item.get("questionItem", {}).get("question", {}).get("choiceQuestion", {}).get("options", [])
    return found


def question_keys(template: FormTemplate, form: Mapping[str, Any]) -> dict[str, str]:
    """The keys of a form's questions by the ids that they really have: by our id, or where Google gave another one, by the title.

    Args: `form` as forms.get shows it.
    """
    known = template.question_ids()
    keys = {each.title: each.key for each in template.all_questions()}
    found: dict[str, str] = {}
    for item in form.get("items", ()):
        asked = item.get("questionItem", {}).get("question", {}).get("questionId", "")
        key = known.get(asked) or keys.get(item.get("title", ""))
        if asked and key and (asked in known or key not in found.values()):
            found[asked] = key
    return found
