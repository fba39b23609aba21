"""What is to be done to a living document: generated sections made again, and never a letter lost that a person wrote.

`plan` is pure. A section whose text still is what was generated is replaced when its content changes. One that a person has edited
is kept, and the new text is offered beside it, once, clearly marked. One that a person has deleted stays deleted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from sheets_templates.paper_pieces import CALLOUT, Grid, Line
from sheets_templates.papers import Paper, PaperSection, Run
from sync.google.document_adoption import adopted
from sync.google.document_edits import Edits, Marked
from sync.google.document_marks import Mark
from sync.google.document_reading import DocumentSnapshot, PlacedMark
from sync.google.document_text import content_fingerprint, expected_fingerprint, living_pieces
from sync.google.document_values import span

Pieces = Sequence[Line | Grid]


class Outcome(Enum):
    """What becomes of a section."""

    UNCHANGED = "unchanged"  # it stands as it was generated
    WRITTEN = "written"  # new, or made again
    KEPT = "kept"  # edited by a person; nothing new to offer
    OFFERED = "offered"  # edited by a person; the new text stands beside it
    REMOVED = "removed"  # deleted by a person, and left so
    DROPPED = "dropped"  # no longer in the paper, and untouched: taken out


@dataclass(frozen=True)
class DocumentPlan:
    """`requests` for one documents.batchUpdate (none: nothing is to be done), and what becomes of each section by its key."""

    requests: Sequence[dict[str, Any]]
    outcomes: Mapping[str, Outcome]


def plan(
    document: DocumentSnapshot, paper: Paper, *, restored: Collection[str] = (), fresh: bool = False
) -> DocumentPlan:
    """What brings the document to what the paper says now.

    Args: `restored` are keys of sections that may come back although a person deleted them; `fresh`: the document was just made
    from this paper, so whatever stands in it was generated. Raises PaperProblem for what a living document cannot hold,
    DocumentNotAsMade for a fresh one without its sections.
    """
    planning = _Planning(document, paper, frozenset(restored), [_placed(each) for each in document.marks])
    if not document.marks:
        planning.marks = adopted(document, paper, fresh)
    for section in paper.sections:
        planning.settle(section)
    planning.drop_others()
    return DocumentPlan(planning.requests(), planning.outcomes)


@dataclass
class _Planning:
    """One plan being made. `before` are the marks as they were read, `marks` as they shall be, both at the places of the read."""

    document: DocumentSnapshot
    paper: Paper
    restored: frozenset[str]
    before: Sequence[Marked]
    marks: list[Marked] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    places: dict[str, int] = field(default_factory=dict)  # where what comes behind a section goes

    def __post_init__(self) -> None:
        self.known = {each.mark.key for each in self.document.marks}
        self.marks = [each for each in self.before if each.mark.kind != "known"]
        self.edits = Edits(self.document)

    # --- looking

    def standing(self, kind: str, key: str) -> list[Marked]:
        return [each for each in self.marks if (each.mark.kind, each.mark.key) == (kind, key)]

    def is_untouched(self, marked: Marked) -> bool:
        """True if the text at a mark is, to the letter, what was generated."""
        return bool(marked.mark.text) and self.document.fingerprint(marked.start, marked.end) == marked.mark.text

    def anchor(self, key: str) -> int:
        """Where a new section goes: behind the nearest one before it in the paper (and the offers to that), else before the nearest
        after it, else at the end.
        """
        keys = [section.key for section in self.paper.sections]
        at = keys.index(key)
        for before in reversed(keys[:at]):
            if before in self.places:
                return self.places[before]
        starts = [each.start for after in keys[at + 1 :] for each in self.standing("section", after)]
        return self.edits.border_before(min(starts)) if starts else self.document.end

    # --- deciding, section by section in the paper's order

    def settle(self, section: PaperSection) -> None:
        wanted, pieces = content_fingerprint(section), living_pieces(section)
        found = self.standing("section", section.key)
        if found:
            beside = [found[0], *self.standing("offer", section.key)]
            self.places[section.key] = self.edits.border_behind(max(each.end for each in beside))
        if found and self.is_untouched(found[0]):
            self.renew(found[0], wanted, pieces)
        elif found:
            self.keep(found[0], section, wanted, pieces)
        elif section.key in self.known and section.key not in self.restored:
            self.outcomes[section.key] = Outcome.REMOVED
        else:
            self.places[section.key] = self.anchor(section.key)
            self.edits.insert(self.places[section.key], _mark(section.key, wanted, pieces), pieces)
            self.outcomes[section.key] = Outcome.WRITTEN

    def renew(self, marked: Marked, wanted: str, pieces: Pieces) -> None:
        """A section as it was generated is replaced if its content is another; what was offered to it is idle."""
        key, is_current = marked.mark.key, marked.mark.made == wanted
        self.withdraw_offers(key)
        self.outcomes[key] = Outcome.UNCHANGED if is_current else Outcome.WRITTEN
        if not is_current:
            self.marks.remove(marked)
            self.edits.replace(marked.start, marked.end, _mark(key, wanted, pieces), pieces)

    def keep(self, marked: Marked, section: PaperSection, wanted: str, pieces: Pieces) -> None:
        """A section that a person has edited stays as it is; content that was not dealt with yet is offered beside it."""
        key = section.key
        if self.document.fingerprint(marked.start, marked.end) == expected_fingerprint(pieces):
            self.withdraw_offers(key)  # by hand it was brought to what is wanted
            self.rename(marked, _mark(key, wanted, pieces))
            self.outcomes[key] = Outcome.UNCHANGED
        elif marked.mark.seen == wanted:
            is_offered = any(each.mark.made == wanted for each in self.standing("offer", key))
            self.outcomes[key] = Outcome.OFFERED if is_offered else Outcome.KEPT
        elif marked.mark.made == wanted:  # what the person edited was this very content
            self.withdraw_offers(key)
            self.rename(marked, replace(marked.mark, seen=wanted))
            self.outcomes[key] = Outcome.KEPT
        else:
            self.rename(marked, replace(marked.mark, seen=wanted))
            self.offer(marked, section, wanted)
            self.outcomes[key] = Outcome.OFFERED

    def offer(self, marked: Marked, section: PaperSection, wanted: str) -> None:
        """The new text: in the place of an offer that nobody touched, else behind the section."""
        pieces = _offered(section)
        mark = Mark("offer", section.key, wanted, "", expected_fingerprint(pieces))
        offers = self.standing("offer", section.key)
        untouched = [each for each in offers if self.is_untouched(each)]
        for each in offers:
            self.marks.remove(each)  # one that was touched is its editor's from now on
        if not untouched:
            self.edits.insert(self.edits.border_behind(marked.end), mark, pieces, CALLOUT)
            return
        self.edits.replace(untouched[0].start, untouched[0].end, mark, pieces, CALLOUT)
        for each in untouched[1:]:
            self.edits.delete(each.start, each.end)

    def withdraw_offers(self, key: str) -> None:
        """Offers that nobody touched go; the others are their editors' from now on."""
        for each in self.standing("offer", key):
            self.marks.remove(each)
            if self.is_untouched(each):
                self.edits.delete(each.start, each.end)

    def rename(self, marked: Marked, mark: Mark) -> None:
        self.marks[self.marks.index(marked)] = replace(marked, mark=mark)

    def drop_others(self) -> None:
        """Sections that the paper no longer has go, if nobody touched them."""
        wanted = {section.key for section in self.paper.sections}
        for marked in [each for each in self.marks if each.mark.kind == "section" and each.mark.key not in wanted]:
            key = marked.mark.key
            if not self.is_untouched(marked):
                self.outcomes[key] = Outcome.KEPT
                continue
            self.withdraw_offers(key)
            self.marks.remove(marked)
            self.known.discard(key)
            self.edits.delete(marked.start, marked.end)
            self.outcomes[key] = Outcome.DROPPED

    # --- doing

    def requests(self) -> list[dict[str, Any]]:
        """The batch: our marks off, the edits, our marks on again. Nothing, if all is as it shall be."""
        if not self.edits and self.marks == [each for each in self.before if each.mark.kind != "known"]:
            return []
        requests: list[dict[str, Any]] = [
            {"deleteNamedRange": {"namedRangeId": each.range_id}} for each in self.document.marks
        ]
        edits, standing, end = self.edits.carried_out(self.marks)
        keys = sorted(self.known | {each.mark.key for each in standing})
        # Around everything, so that it stays as long as anything does.
        standing += [Marked(Mark("known", key), 1, max(2, end - 1)) for key in keys]
        requests += edits
        requests += [
            {"createNamedRange": {"name": each.mark.name, "range": span(each.start, each.end)}} for each in standing
        ]
        return requests


def _placed(found: PlacedMark) -> Marked:
    """The mark without the fingerprint of its text where the text is torn apart: then somebody has edited it."""
    mark = found.mark if found.is_whole else replace(found.mark, text="")
    return Marked(mark, found.start, found.end)


def _mark(key: str, wanted: str, pieces: Pieces) -> Mark:
    return Mark("section", key, wanted, wanted, expected_fingerprint(pieces))


def _offered(section: PaperSection) -> Pieces:
    """The new text of a section with a line before it that says what it is, and one behind."""
    title = section.title
    note = (
        Run(f"Suggested new text for “{title}”. ", bold=True),
        Run(
            "The section above was edited by hand and was left as it is. Take over what you need, then delete this box."
        ),
    )
    end = Line("quiet", (Run(f"End of the suggested new text for “{title}”."),))
    return [Line("callout", note), *living_pieces(section)[1:], end]
