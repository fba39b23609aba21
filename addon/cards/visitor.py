"""Cards for whoever cannot do anything here yet, and for what went wrong. Each says what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from addon.cards.log_form import NOTHING
from addon.cards.pieces import Card, Links, buttons, card, drop_down, line, link, main_button, paragraph, section
from sync.coaching.registry import District


def allow_card(links: Links) -> Card:
    """Google lets coachlog into a Sheet only once the person has said so."""
    words = "coachlog works in this Sheet with your own permission, and only in Sheets in which you have allowed it."
    return card(
        "Allow this Sheet",
        "One click, once for each Sheet",
        [section([paragraph(words), buttons(main_button("Allow this Sheet", links.act("allow-file")))])],
    )


def setup_card(open_districts: Sequence[District], links: Links) -> Card:
    """An administrator's empty Sheet can become the district's workbook."""
    choice = None
    if len(open_districts) > 1:
        choices = [("Choose the district", NOTHING), *((each.name, each.district_id) for each in open_districts)]
        choice = drop_down("district", "District", choices, NOTHING)
    name = open_districts[0].name if len(open_districts) == 1 else "your district"
    words = (
        f"This Sheet becomes the coaching workbook of {name}. coachlog adds its tabs beside what stands here, and shares the Sheet "
        "with the program's sync as an editor. The Sheet is and stays yours."
    )
    return card(
        "Set up this Sheet",
        f"For coaching in {name}",
        [
            section(
                [
                    paragraph(words),
                    choice,
                    buttons(main_button("Set up this Sheet for coaching", links.act("set-up"))),
                ]
            )
        ],
    )


def settled_card(settled: Sequence[District], urls: Sequence[str]) -> Card:
    """An administrator in a Sheet that is none of the program's, whose district has its workbook."""
    widgets = []
    for district, url in zip(settled[:10], urls, strict=False):
        widgets += [line(district.name, "Coaching workbook"), buttons(link("Open workbook", url))]
    words = "This Sheet does not belong to the coaching program. Your district's workbook is another one."
    return card(
        "Not the coaching workbook", "Your district has one already", [section([paragraph(words)]), section(widgets)]
    )


def set_up_done_card(district: District, links: Links) -> Card:
    """What to do after a Sheet was set up."""
    return card(
        "This Sheet is set up",
        district.name,
        [
            section(
                [
                    paragraph("Share it with your coach as an editor: press Share at the top right of the Sheet."),
                    paragraph(
                        "Fill in the Coaching Plan and Onboarding tabs. The dashboard fills itself with the first entries."
                    ),
                    buttons(main_button("Show dashboard", links.act("home"))),
                ]
            )
        ],
    )


def stranger_card(program: str, *, known_workbook: bool, has_been_coach: bool) -> Card:
    """Somebody without a role: whom to ask."""
    if has_been_coach:
        words = (
            "You are not assigned to this district today, so you cannot log here. If that is wrong, ask the program's director to "
            "correct your assignment in the registry."
        )
    elif known_workbook:
        words = (
            "This is a workbook of the coaching program, and you have no role in it. A coach or a district administrator asks the "
            "program's director to be entered in the registry, with the address you sign in with."
        )
    else:
        words = (
            "This Sheet does not belong to the coaching program. Open your district's coaching workbook. If you should have a role "
            "in the program, ask its director to enter you in the registry, with the address you sign in with."
        )
    return card("Nothing to do here", program or "Coaching program", [section([paragraph(words)])])


def problem_card(title: str, words: str, links: Links, retry: str = "Try again") -> Card:
    """Something went wrong, and what to do."""
    return card(
        title, "Nothing was lost", [section([paragraph(words), buttons(main_button(retry, links.act("home")))])]
    )
