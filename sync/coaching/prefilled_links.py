"""The link that a coach keeps on the phone's home screen: the district's form with what is usual already filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlencode, urlsplit

import pandas as pd

from sheets_templates.form_model import FormTemplate, QuestionType, prefill_parameter
from sync.coaching.registry import Registry
from sync.coaching.report_words import school_name

USUAL_ENTRIES: Final = 20  # the newest entries; older ones tell of another time of the year
_OTHER: Final = "__other_option__"  # how a prefilled link chooses "Other"


def usual_answers(entries: pd.DataFrame, coach_id: str, registry: Registry) -> dict[str, str]:
    """What a coach usually answers, by question key: school, activity and minutes, each the most frequent of the newest entries (of
    several the newest); empty for a coach without entries.

    Args: entries of one district; needs `coach_id`, `date`, `school_id`, `activity` and `minutes`.
    """
    newest = entries[entries["coach_id"] == coach_id].sort_values("date", kind="stable").tail(USUAL_ENTRIES)
    if newest.empty:
        return {}
    return {
        "school": school_name(registry, _most_frequent(newest["school_id"].astype("str"))),
        "activity": _most_frequent(newest["activity"].astype("str")),
        "minutes": _most_frequent(newest["minutes"].astype("str")),
    }


def prefilled_link(
    responder_uri: str, template: FormTemplate, questions: Mapping[str, str], answers: Mapping[str, str]
) -> str:
    """The form's address with answers filled in. No date: the link is kept for a year, and an empty date is today.

    Args: `questions` are the template's keys by question id; `answers` texts by question key.
    """
    parameters = [("usp", "pp_url")]
    for asked, key in questions.items():
        if answers.get(key):
            parameters += _parameters(template, key, prefill_parameter(asked), answers[key])
    joint = "&" if urlsplit(responder_uri).query else "?"
    return f"{responder_uri}{joint}{urlencode(parameters)}"


def _parameters(template: FormTemplate, key: str, name: str, answer: str) -> list[tuple[str, str]]:
    question = template.question(key)
    free = question.type in (QuestionType.CHOICE, QuestionType.CHECKBOXES) and question.other
    if free and question.options and answer not in question.options:
        return [(name, _OTHER), (f"{name}.other_option_response", answer)]
    return [(name, answer)]


def _most_frequent(values: Iterable[str]) -> str:
    seen = list(values)
    counts = Counter(seen)
    return max(reversed(seen), key=lambda value: counts[value])
