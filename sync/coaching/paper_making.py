"""From a document's template to a paper: sections in the template's order, each part filled by its maker."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from sheets_templates.document_model import DocumentTemplate, Part, SectionTemplate
from sheets_templates.papers import Block, Paper, PaperSection, Paragraph

Maker = Callable[[SectionTemplate], Sequence[Block]]  # the blocks of one part; none where there is nothing to say


def paper_of(template: DocumentTemplate, facts: Mapping[str, str], makers: Mapping[Part, Maker]) -> Paper:
    """The paper. A section whose parts have nothing to say is left out, its intro with it.

    Args: `facts` fill the names in braces; `makers` has one for every part that the template names.
    """
    sections = []
    for section in template.sections:
        blocks = list(_blocks(section, facts, makers))
        if blocks:
            sections.append(PaperSection(section.key, section.title.format(**facts), blocks))
    return Paper(
        template.title.format(**facts),
        sections,
        template.organization.format(**facts),
        template.subtitle.format(**facts),
        template.footer.format(**facts),
        [line.format(**facts) for line in template.closing],
    )


def paper_name(template: DocumentTemplate, facts: Mapping[str, str]) -> str:
    """The name of the paper's file."""
    return template.name.format(**facts)


def _blocks(section: SectionTemplate, facts: Mapping[str, str], makers: Mapping[Part, Maker]) -> Iterator[Block]:
    made = [block for part in section.parts for block in makers[part](section)]
    if section.intro and (made or not section.parts):
        yield Paragraph(section.intro.format(**facts))
    yield from made
