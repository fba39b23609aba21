"""The auditor: what anybody could work out about the educators who were coached, from everything ever published.

**What is protected.** Every count of distinct educators that is not known exactly outside the program, which is all of them:

* the reach of each district at each edition, published or not, and each cell of a published table, shown or hidden;
* the *complement* of each: educators with access who were not reached. Where nearly everybody was, this is the small count;
* what is new between two editions, of each district: the difference of two year-to-date counts;
* the program's count.

**When publication is refused.** A count must still be able to be at least `threshold` different numbers (all of 0 to access where
that is fewer) if fewer than `threshold` educators may have been reached, or may not have been: `suppression.needed_values`. Any
other count must keep 5 numbers, the width of its band, so that no exact count is known. Each count is held to the
threshold under which it was published; an edition is not blamed for what earlier ones, under a lower threshold, told.

**Increments: a choice.** Bands of 5, which the program has promised its districts, say by themselves that between
`35+` and `40+` there were 1 to 9 new educators. To protect increments to the threshold would mean to publish no two
bands a year. So an increment must keep 5 numbers, and is never known exactly; who was coached between two dates
cannot be told from it, because each of the two counts may be any number of its own band.

**What an attacker knows.** Everything published, this year's earlier editions included; the rules here, of rounding
and of which bands there are; the numbers with access (the largest of the year, as reach is of the whole year:
somebody who left still counts); that reach only grows; that the program's count is the sum of its districts', because
a pseudonym belongs to one district; that whoever stands in a cell of a table stands in its whole, and that everybody
of the whole stands in a cell. Beyond that, each of:

* the *reader*, who knows nothing else;
* the *insider*, who knows which counts are zero: an Activity Log without a one-to-one row says so to its owner, and
  so does time shown beside a count. For an insider a count that is not zero must keep `threshold - 1` numbers: the
  zero was ruled out without our help. That a count is zero is not protected;
* each *coach* in turn, who is an insider and knows the counts of the own districts exactly;
* of tables, the reader and the insider who *believe that nobody is counted twice*, wherever what is published lets
  them believe it. In a table by school this is nearly true, and what they conclude would nearly be true as well.

**Other numbers that say something.** A district's cycles are shown where `threshold` educators or more are behind them, so
they say that as many were reached: a band's border in any district that has more than one band, and shown in no other
(`metrics_cycles.cycles_shown_to_district`). Attendance of group work, minutes and days count no distinct educators.

**Refusals tell nothing, for reach.** Which bands there are (`reach_bands`) follows from published bands, access, which
counts are zero, and assignments alone, never from the counts. So a wide or merged band, which an attacker who knows
this page sees coming, adds nothing. A lower threshold later, or rows of Published Editions that somebody changed, are
met by the audit of what would result.

**What is not guarded against.** Coaches or educators who pool what they know of each other. The limit that a district's
own rows give to anybody who reads its log (no more educators than one-to-one rows): nothing need be published for it,
and `coachlog privacy-report` lists it. Somebody who reruns the choice of hidden cells of a *table* for every value that
they might have, and so learns which values would not have been hidden: as in all optimal cell suppression; the
choice costs the same for every cell, which leaves little to learn. A school year stands alone: pseudonyms and
counts begin anew with it.

**How it is computed.** For reach, `chain_sums` proves in closed form that nothing beyond its own band is known of a
count. Where that fails, and for every table, `disclosure_model` computes the interval as an integer program with
HiGHS.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sync.coaching.audit_reach import audit_reach
from sync.coaching.audit_tables import audit_tables
from sync.coaching.disclosure_model import Contradiction
from sync.coaching.editions import REACH, CountKey, PublishedCount, largest_access
from sync.coaching.findings import Audit, each_once


@dataclass(frozen=True)
class Truth:
    """What the program itself knows, to play the insiders: exact counts by key, and each coach's districts. Without counts only the
    reader is played."""

    counts: Mapping[CountKey, int]
    districts_of: Mapping[str, Collection[str]]


def audit(published: Iterable[PublishedCount], access: Mapping[str, int], truth: Truth) -> Audit:
    """Everything published this school year, against every attacker of this page.

    `access` maps every district of the registry to its educators with access.
    """
    counts = tuple(published)
    access = largest_access(counts, access)
    reach = tuple(count for count in counts if count.key.kind == REACH)
    try:
        found = [audit_reach(reach, access, truth.counts, truth.districts_of)] if reach else []
        with_tables = sorted({count.key.district_id for count in counts if count.key.kind != REACH})
        found += [audit_tables(counts, access, truth.counts, district_id) for district_id in with_tables]
    except Contradiction as problem:
        return Audit((), 0, str(problem))
    findings = each_once(finding for each in found for finding in each.findings)
    return Audit(findings, sum(each.checked for each in found))
