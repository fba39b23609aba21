"""Forms and responses as the JSON that the API sends."""

from __future__ import annotations

from typing import Any

from sync.emulator.forms.records import Form, Json, Response, stamp


def form_resource(form: Form, document_title: str, address: str) -> Json:
    """A form as `forms.get` shows it; what is unset is left out."""
    info = {"title": form.title, "documentTitle": document_title}
    if form.description:
        info["description"] = form.description
    settings: Json = {"emailCollectionType": form.email_collection}
    if form.is_quiz:
        settings["quizSettings"] = {"isQuiz": True}
    found: Json = {
        "formId": form.id,
        "info": info,
        "settings": settings,
        "revisionId": revision_id(form),
        "responderUri": responder_uri(form, address),
        "publishSettings": publish_settings(form),
    }
    if form.items:
        found["items"] = list(form.items)
    return found


def publish_settings(form: Form) -> Json:
    return {"publishState": {"isPublished": form.is_published, "isAcceptingResponses": form.is_accepting}}


def revision_id(form: Form) -> str:
    return f"{form.revision:08x}"


def responder_uri(form: Form, address: str) -> str:
    return f"{address}/forms/d/e/{form.responder_id}/viewform"


def response_resource(form: Form, response: Response) -> Json:
    """A response without its form's id, as the list shows it."""
    found: Json = {
        "responseId": response.id,
        "createTime": stamp(response.created),
        "lastSubmittedTime": stamp(response.submitted),
    }
    if response.email:
        found["respondentEmail"] = response.email
    answers = {id: _answer(form, id, texts) for id, texts in response.answers.items()}
    if answers:
        found["answers"] = answers
    scores = [answer["grade"].get("score", 0) for answer in answers.values() if "grade" in answer]
    if scores:
        found["totalScore"] = sum(scores)
    return found


def _answer(form: Form, question_id: str, texts: tuple[str, ...]) -> Json:
    answer: Json = {"questionId": question_id, "textAnswers": {"answers": [{"value": text} for text in texts]}}
    grading = (form.question(question_id) or {}).get("grading") if form.is_quiz else None
    if grading and grading.get("correctAnswers", {}).get("answers"):
        answer["grade"] = _grade(form.question(question_id) or {}, grading, texts)
    return answer


def _grade(question: Json, grading: Json, texts: tuple[str, ...]) -> Json:
    right = {answer["value"] for answer in grading["correctAnswers"]["answers"]}
    several = question.get("choiceQuestion", {}).get("type") == "CHECKBOX"
    correct = set(texts) == right if several else bool(right & set(texts))
    grade: Json = {"correct": correct, "score": grading.get("pointValue", 0) if correct else 0}
    feedback: Any = grading.get("whenRight" if correct else "whenWrong")
    return grade | ({"feedback": feedback} if feedback else {})
