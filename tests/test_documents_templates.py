"""The documents as data: sections in order, every question of the Onboarding tab with one place, and mistakes told by place."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_templates import TemplateError, load_tab
from sheets_templates.document_loader import load_document, load_document_file

DOCUMENTS = ("onboarding", "district_report", "renewal", "program_one_pager", "certification")
ONBOARDING_SECTIONS = [
    "Contacts",
    "Goals and priorities",
    "Schools, bell schedules and calendar",
    "Daily procedures",
    "Technology",
    "Data privacy rules",
    "Committees and initiatives",
    "First educators to meet",
    "Working space",
    "Communication plan",
    "Open questions",
]


def test_the_onboarding_document_has_the_sections_of_the_field_in_their_order() -> None:
    """After a word about the document itself."""
    assert [section.title for section in load_document("onboarding").sections][1:] == ONBOARDING_SECTIONS


def test_every_onboarding_question_has_a_short_name() -> None:
    """A question that nobody named would stand in the document in full."""
    questions = {str(row[1]) for row in load_tab("district_workbook", "onboarding").starter_rows}
    assert set(load_document("onboarding").labels) == questions


@pytest.mark.parametrize("key", DOCUMENTS)
def test_every_document_ends_with_its_fields_and_the_rule(key: str) -> None:
    """And says that coaching is voluntary and confidential."""
    closing = " ".join(load_document(key).closing)
    assert "voluntary and confidential" in closing
    assert "registry" in closing


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("parts: [checklist]", "parts: [check_list]", "parts"),
        ("asks: Technology", "asks: Computers", "no section 'Computers'"),
        ("asks: Working space", 'asks: ""', "'Working space' must stand in one section, not 0"),
        ("key: goals", "key: contacts", "'contacts' stands twice"),
        ("parts: [people, answers]", "part: [people, answers]", "part"),
        ('organization: "{district}"', 'organization: "{school}"', "nothing fills {school}"),
        (
            '"What is the dress code for staff?": Dress code',
            '"What is worn?": Dress code',
            "does not ask 'What is worn?'",
        ),
    ],
)
def test_a_mistake_in_a_document_is_told_by_file_and_place(tmp_path: Path, before: str, after: str, said: str) -> None:
    """The file is refused as a whole, before anything is written."""
    text = (Path(__file__).parent.parent / "sheets_templates/documents/onboarding.yaml").read_text(encoding="utf-8")
    assert text.count(before) == 1
    path = tmp_path / "onboarding.yaml"
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(TemplateError) as refused:
        load_document_file(path)
    assert "documents/onboarding.yaml" in str(refused.value)
    assert said in str(refused.value)
