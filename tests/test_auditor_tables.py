"""Tables by school and their like: what must be hidden beside the small cells, and no more.

The attacker of tests/attacker.py writes down every possible world; it shares no code with the auditor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pytest

from sync.coaching.audit_tables import audit_tables
from sync.coaching.auditor import Truth, audit
from sync.coaching.editions import CountKey, PublishedCount
from sync.coaching.findings import Finding
from sync.coaching.suppression import NOT_SHOWN, Band
from sync.coaching.table_hiding import NothingToShow, Table, hide
from tests.attacker import recovered_cells
from tests.drawn_reach import DAYS, LONG, drawn_table, reach_key

THRESHOLD = 5  # small enough that every world can be written down
TABLES = 10_000 if LONG else 1_000


def ends(counts: Sequence[PublishedCount]) -> list[tuple[int, int]]:
    return [(count.band.least, count.band.most) for count in counts]


def recovered(table: Table, counts: Sequence[PublishedCount]) -> set[tuple[int, str]]:
    access, reached = [table.access[key] for key in table.keys], [table.counts[key] for key in table.keys]
    return recovered_cells(ends(counts), access, ends([table.whole])[0], reached, table.threshold)


def plainly(table: Table) -> list[PublishedCount]:
    """The table with primary suppression only: every band shown but those that tell nothing."""
    return [table.published(key, hide=table.shown(key).shown(table.threshold) == NOT_SHOWN) for key in table.keys]


def drawn_tables(number: int, seed: int) -> list[Table]:
    chance = np.random.default_rng(seed)
    return [
        drawn_table(chance, THRESHOLD, *((4, 12) if place % 4 else (3, 26)), overlap=place % 2 == 1)
        for place in range(number)
    ]


def test_nothing_is_recovered_from_a_thousand_tables() -> None:
    """As published, no attacker narrows any cell too far; printed is how much was hidden for it."""
    tally: Counter[str] = Counter()
    for table in drawn_tables(TABLES, seed=1):
        try:
            hidden = hide(table)
        except NothingToShow:
            tally["refused"] += 1
            continue
        assert recovered(table, hidden.counts) == set()
        tally["tables"] += 1
        tally["cells"] += len(table.keys)
        tally["primary"] += len(hidden.primary)
        tally["secondary"] += len(hidden.secondary)
        tally["leaking without"] += bool(recovered(table, plainly(table)))
    print(
        f"\n{TABLES} tables: {tally['tables']} published, {tally['refused']} refused. Of {tally['cells']} cells {tally['primary']} "
        f"primary; hidden beyond them {tally['secondary']} ({tally['secondary'] / tally['cells']:.1%}). With primary "
        f"suppression only {tally['leaking without']} of the published ones would have leaked."
    )
    assert tally["tables"] > TABLES / 2
    assert tally["secondary"] > 0


def test_no_smaller_set_of_hidden_cells_would_do() -> None:
    """Every smaller set is tried on 100 tables: the attacker recovers something from each."""
    for table in drawn_tables(100, seed=2):
        smallest = _smallest_by_trying(table)
        try:
            fewest: int | None = len(hide(table).secondary)
        except NothingToShow:
            fewest = None
        assert fewest == smallest


def _smallest_by_trying(table: Table) -> int | None:
    shown = [place for place, count in enumerate(plainly(table)) if count.shown != NOT_SHOWN]
    for number in range(len(shown)):
        for chosen in combinations(shown, number):
            counts = [
                table.published(key, hide=place in chosen or place not in shown) for place, key in enumerate(table.keys)
            ]
            if not recovered(table, counts):
                return number
    return None


def test_the_auditor_objects_exactly_where_an_attacker_succeeds() -> None:
    """Primary suppression only: integer programming and writing down all worlds name the same cells of the same tables."""
    leaking = 0
    for table in drawn_tables(80, seed=3):
        counts = tuple(plainly(table))
        told = recovered(table, counts)
        named = {_place(table, finding.key) for finding in _objections(table, counts)}
        assert named == {place for place, _ in told}
        leaking += bool(told)
    print(f"\nWith primary suppression only {leaking} of 80 tables leaked")
    assert leaking > 5


def test_exact_totals_with_small_cells_blanked_leak_nearly_always() -> None:
    """What a spreadsheet does: exact counts, small ones blanked, the total shown. The auditor objects to nearly every table."""
    chance = np.random.default_rng(4)
    leaking = tables = 0
    while tables < 50:
        table = drawn_table(chance, 10, 6, 60)
        counts = [table.counts[key] for key in table.keys]
        if not any(0 < count < 10 for count in counts) or all(count < 10 for count in counts):
            continue
        tables += 1
        cells = tuple(_exactly(key, table) for key in table.keys)
        total = sum(counts)
        whole = replace(table.whole, band=Band(total, total), shown=str(total))
        leaking += not audit((whole, *cells), {"D": table.whole.access}, Truth({}, {})).passed
    print(f"\nExact totals with small cells blanked: {leaking} of {tables} tables leaked")
    assert leaking > 0.95 * tables


def _exactly(key: CountKey, table: Table) -> PublishedCount:
    count = table.counts[key]
    band = Band(count, count) if count >= 10 else Band(0, 9)
    return PublishedCount(key, band, table.access[key], 10, str(count))


def test_a_single_small_school_is_protected_by_hiding_one_other() -> None:
    """Of 40 to 44, 20 or more at each of two schools: Oak, `<10`, has at most 4. With one of the others hidden it may have 9."""
    table = _table({"Lincoln": (20, 60), "Grant": (20, 60), "Oak": (2, 60)}, whole=Band(40, 44))
    assert (2, "reader who believes") in recovered(table, plainly(table))
    hidden = hide(table)
    assert [count.shown for count in hidden.counts].count(NOT_SHOWN) == 1
    assert (len(hidden.primary), len(hidden.secondary)) == (1, 1)


def test_a_small_school_is_not_told_apart_by_its_size() -> None:
    """A school of 4 educators has one band, 0 to 4, whatever its count; that nobody has more than 4 is known anyhow."""
    table = _table({"Lincoln": (40, 90), "Oak": (4, 4)}, whole=Band(40, 44))
    assert [count.band for count in plainly(table)] == [Band(40, 44), Band(0, 4)]


def test_a_later_table_is_held_against_the_earlier_one() -> None:
    """Lincoln was hidden in autumn (with its 25+, Oak had at least 55-29-24). Shown in winter, it would tell autumn's
    again; and Grant, from 20+ to 30+, would tell that at least 6 of the 1 to 9 new ones are there."""
    autumn = _table({"Lincoln": (25, 90), "Grant": (24, 90), "Oak": (6, 90)}, whole=Band(55, 59))
    winter = _table({"Lincoln": (25, 90), "Grant": (31, 90), "Oak": (6, 90)}, whole=Band(60, 64), day=DAYS[1])
    first = hide(autumn)
    assert [count.shown for count in first.counts] == [NOT_SHOWN, "20+", "<10"]
    shown = {count.key.of: count.band for count in first.counts if count.shown != NOT_SHOWN}
    winter = replace(winter, earlier={key: shown[key.of] for key in winter.keys if key.of in shown})
    before = (autumn.whole, *first.counts, winter.whole)
    truth = {**autumn.counts, **winter.counts, autumn.whole.key: 55, winter.whole.key: 62}

    def objections(counts: tuple[PublishedCount, ...]) -> bool:
        return bool(audit_tables((*before, *counts), {"D": 270}, truth, "D").findings)

    assert [count.shown for count in hide(winter).counts] == ["25+", "30+", "<10"]
    assert [count.shown for count in hide(winter, objections).counts] == [NOT_SHOWN, NOT_SHOWN, "<10"]


def test_a_school_has_no_more_than_its_district() -> None:
    """Lincoln's 25+ is open up to its 38, but the district has 29 at most: 9 to 13 were not reached, which tells of them. (Nobody
    believes here that nobody is counted twice: 25 and 20 are more than 29.)"""
    table = _table({"Lincoln": (27, 38), "Grant": (22, 60)}, whole=Band(25, 29))
    told = [each for each in _objections(table, tuple(plainly(table))) if each.key.of == "Lincoln"]
    assert [(each.interval, each.needed) for each in told] == [(Band(25, 29), 10)]


def test_where_everything_would_have_to_be_hidden_nothing_is_published() -> None:
    """One school of 12 educators has no band that tells anything."""
    with pytest.raises(NothingToShow):
        hide(_table({"Lincoln": (6, 12)}, whole=Band(0, 12)))


def test_months_are_counts_of_their_own_and_bound_what_is_new() -> None:
    """In October at most 4 were met, so at most 4 of the second quarter's reach are new: too few are left."""
    september, october = CountKey("month", "D", "2025-09", DAYS[0].replace(month=9, day=30)), DAYS[0]
    counts = (
        PublishedCount(reach_key("D", september.as_of), Band(20, 24), 100, 10, "20+"),
        PublishedCount(reach_key("D", october), Band(25, 29), 100, 10, "25+"),
        PublishedCount(september, Band(20, 24), 100, 10, "20+"),
        PublishedCount(CountKey("month", "D", "2025-10", october), Band(0, 2), 100, 10, "0 to 2"),
    )
    found = audit(counts, {"D": 100}, Truth({}, {})).findings
    assert any(finding.since == reach_key("D", september.as_of) for finding in found)


def _table(schools: dict[str, tuple[int, int]], whole: Band, day: date = DAYS[0]) -> Table:
    keys = tuple(CountKey("school", "D", name, day) for name in schools)
    access = sum(access for _, access in schools.values())
    return Table(
        keys,
        {key: schools[key.of][0] for key in keys},
        {key: schools[key.of][1] for key in keys},
        PublishedCount(reach_key("D", day), whole, access, 10, whole.shown(10)),
        10,
    )


def _objections(table: Table, counts: tuple[PublishedCount, ...]) -> tuple[Finding, ...]:
    truth = Truth(dict(table.counts), {})
    return audit((table.whole, *counts), {"D": table.whole.access}, truth).findings


def _place(table: Table, key: CountKey) -> int:
    return table.keys.index(key) if key in table.keys else -1
