"""What an audit finds, and how it is said to the director: the count and who could narrow it, never an exact count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sync.coaching.editions import CountKey
from sync.coaching.suppression import Band

READER: Final = "a reader of everything published"
INSIDER: Final = "somebody who knows which counts are zero"
COACH: Final = "a coach, who knows the counts of the own districts"
BELIEVER: Final = "{} and believes that nobody is counted twice"


@dataclass(frozen=True)
class Finding:
    """An interval that is too narrow: `needed` numbers would have to remain. `since`: for what is new since an
    earlier edition, that edition's count."""

    key: CountKey
    attacker: str
    interval: Band
    needed: int
    since: CountKey | None = None


@dataclass(frozen=True)
class Audit:
    """What an audit found. `checked` is counts times attackers. `contradiction` is set where the published counts and
    what is known of them cannot all be true: then nothing can be said, and nothing may be published."""

    findings: tuple[Finding, ...]
    checked: int
    contradiction: str = ""

    @property
    def passed(self) -> bool:
        return not self.findings and not self.contradiction


def each_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each count once, as the attacker sees it to whom it is narrowest."""
    narrowest: dict[tuple[CountKey, CountKey | None], Finding] = {}
    for finding in findings:
        place = (finding.key, finding.since)
        if place not in narrowest or finding.interval.values < narrowest[place].interval.values:
            narrowest[place] = finding
    return tuple(narrowest.values())
