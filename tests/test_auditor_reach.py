"""Reach by district and program over a year: nobody recovers a count from what is published, and the auditor says when one could.

The attacker of tests/attacker.py writes down every possible world; it shares no code with the auditor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from sync.coaching.audit_reach import audit_reach
from sync.coaching.auditor import Truth, audit
from sync.coaching.chain_sums import Boxes, needed_sums, sum_limits
from sync.coaching.disclosure_model import DisclosureModel
from sync.coaching.editions import PROGRAM, PublishedCount
from sync.coaching.findings import READER
from sync.coaching.reach_bands import program_bands, reach_edition
from sync.coaching.reach_picture import ReachPicture
from sync.coaching.suppression import Band
from tests.attacker import Count, ReachAttacker, recovered_reach
from tests.drawn_reach import DAYS, LONG, DrawnProgram, drawn_program, reach_key

THRESHOLD = 5  # small enough that every world can be written down
SEQUENCES = 1_000 if LONG else 100


def published_year(program: DrawnProgram, threshold: int = THRESHOLD) -> tuple[PublishedCount, ...]:
    """Every edition of a program's year, one after the other, as the product decides them."""
    published: tuple[PublishedCount, ...] = ()
    for day in program.days:
        published += reach_edition(published, program.counts, program.access, threshold, program.districts_of, day)
    return published


def plainly_rounded_year(program: DrawnProgram, threshold: int = THRESHOLD) -> tuple[PublishedCount, ...]:
    """The same with every count, the program's too, rounded as if it stood alone: how it would be done without an auditor."""
    published = []
    total = sum(program.access.values())
    for day in program.days:
        counts = {key: program.counts[reach_key(key, day)] for key in program.access}
        for key, count in [*counts.items(), (PROGRAM, sum(counts.values()))]:
            access = program.access.get(key, total)
            band = Band(0, threshold - 1) if count < threshold else Band(count // 5 * 5, count // 5 * 5 + 4)
            band = Band(band.least, min(band.most, access))
            published.append(PublishedCount(reach_key(key, day), band, access, threshold, band.shown(threshold)))
    return tuple(published)


def attackers(program: DrawnProgram, published: tuple[PublishedCount, ...]) -> Iterator[ReachAttacker]:
    """The reader, the insider, and each coach who does not serve every district."""
    days = program.days
    bands = {key: [(0, program.access[key])] * len(days) for key in program.access}
    whole = [(0, sum(program.access.values()))] * len(days)
    for count in published:
        place = days.index(count.key.as_of)
        (bands.get(count.key.district_id) or whole)[place] = (count.band.least, count.band.most)
    yield ReachAttacker(program.access, bands, whole)
    counts = {
        (key, place): program.counts[reach_key(key, day)] for key in program.access for place, day in enumerate(days)
    }
    zero = {count: number == 0 for count, number in counts.items()}
    yield ReachAttacker(program.access, bands, whole, zero)
    for own in program.districts_of.values():
        if len(own) < len(program.access):
            known: dict[Count, int] = {count: number for count, number in counts.items() if count[0] in own}
            yield ReachAttacker(program.access, bands, whole, zero, known)


def programs(number: int, seed: int) -> Iterator[DrawnProgram]:
    """Alternately four quarters of two districts and two quarters of three or four."""
    chance = np.random.default_rng(seed)
    for place in range(number):
        quarters, districts, access = ((4, 2, 7), (2, 3, 16), (3, 2, 14), (2, 4, 12))[place % 4]
        yield drawn_program(chance, districts, quarters, access)


def test_nothing_is_recovered_from_a_year_of_editions() -> None:
    """Every attacker, over whole sequences of quarterly editions, is left as many numbers as the threshold asks for."""
    own_bands = programs_with_a_band = 0
    for program in programs(SEQUENCES, seed=4):
        published = published_year(program)
        for attacker in attackers(program, published):
            assert recovered_reach(attacker, THRESHOLD) == set()
        truth = Truth(program.counts, program.districts_of)
        assert audit(published, program.access, truth).passed
        own_bands += sum(1 for count in published if count.key.district_id and count.shown != "not shown")
        programs_with_a_band += sum(
            1 for count in published if not count.key.district_id and count.shown != "not shown"
        )
    print(
        f"\n{SEQUENCES} sequences: {own_bands} district bands and {programs_with_a_band} program bands told something"
    )
    assert own_bands > SEQUENCES


def test_a_year_passes_whatever_happens_to_threshold_and_access() -> None:
    """The threshold changes between quarters, schools gain and lose educators: what the product decides still passes."""
    chance = np.random.default_rng(3)
    for _ in range(SEQUENCES):
        program = drawn_program(chance, int(chance.integers(1, 20)), 4, 90)
        access, published = dict(program.access), tuple[PublishedCount, ...]()
        for day in program.days:
            grown = {key: max(1, number + int(chance.integers(-8, 15))) for key, number in access.items()}
            access |= {key: number for key, number in grown.items() if chance.random() < 0.3}
            threshold = int(chance.choice([5, 7, 10, 15, 20]))
            published += reach_edition(published, program.counts, access, threshold, program.districts_of, day)
        audited = audit(published, access, Truth(program.counts, program.districts_of))
        assert (audited.findings, audited.contradiction) == ((), "")


def test_the_auditor_objects_exactly_where_an_attacker_succeeds() -> None:
    """Counts rounded as if each stood alone: the auditor names the very counts that the attackers recover, no more and no fewer."""
    leaking = 0
    for program in programs(SEQUENCES // 2, seed=5):
        published = plainly_rounded_year(program)
        days = program.days
        recovered = set[tuple[str, int, int | None]]().union(
            *(recovered_reach(each, THRESHOLD) for each in attackers(program, published))
        )
        found = audit(published, program.access, Truth(program.counts, program.districts_of))
        named = {
            (each.key.district_id, days.index(each.key.as_of), days.index(each.since.as_of) if each.since else None)
            for each in found.findings
        }
        assert named == recovered
        leaking += bool(recovered)
    print(f"\nRounded one by one, {leaking} of {SEQUENCES // 2} sequences leaked")
    assert leaking > SEQUENCES // 4


def test_the_closed_form_and_the_solver_agree() -> None:
    """Where nothing is known beyond the band, HiGHS finds the whole band possible, too."""
    for program in programs(8, seed=6):
        published = published_year(program)
        model = DisclosureModel(published, program.access)
        for count in published:
            assert model.count(count.key) == count.band or not count.key.district_id
            assert count.band.least <= model.count(count.key).least


@pytest.mark.parametrize("districts", [18, 60])
def test_a_year_of_a_real_sized_program_passes(districts: int) -> None:
    """Up to 250 educators a district, three districts to a coach, threshold 10: of 60 districts the program's band is 5 wide."""
    program = drawn_program(np.random.default_rng(9), districts, 4, 250)
    served = {f"C{place}": [f"D{3 * place + each}" for each in range(3)] for place in range(districts // 3)}
    program = replace(program, districts_of=served)
    published = published_year(program, threshold=10)
    assert audit(published, program.access, Truth(program.counts, served)).passed
    widths = [count.band.values for count in published if not count.key.district_id]
    print(f"\n{districts} districts: the program's bands hold {widths} numbers")
    assert districts < 60 or widths == [5, 5, 5, 5]


def test_boxes_and_sums_are_possible_exactly_where_a_world_exists() -> None:
    """The theorem of chain_sums against all worlds of 300 tiny programs: possible or not, and the ends of the program's count."""
    chance = np.random.default_rng(1)
    for _ in range(300):
        districts, editions = chance.integers(1, 4), chance.integers(1, 4)
        least = chance.integers(0, 3, (districts, editions))
        boxes = Boxes.tidy(least, least + chance.integers(0, 3, (districts, editions)))
        if (boxes.least > boxes.most).any():
            continue
        lower = chance.integers(0, 8, editions)
        upper = lower + chance.integers(0, 3, editions)
        ranges = [
            [range(low, high + 1) for low, high in zip(*ends, strict=True)]
            for ends in zip(boxes.least, boxes.most, strict=True)
        ]
        chains = [[world for world in product(*each) if list(world) == sorted(world)] for each in ranges]
        sums = np.array([np.sum(world, axis=0) for world in product(*chains)])
        possible = ((sums >= lower) & (sums <= upper)).all(axis=1).any()
        largest = boxes.largest.sum(axis=1)
        assert possible == (largest >= needed_sums(boxes.directions, lower, upper)).all()
        earlier = ((sums >= lower) & (sums <= upper))[:, :-1].all(axis=1)
        if earlier.any():
            ends = sums[earlier, -1].min(), sums[earlier, -1].max()
            assert sum_limits(boxes.directions, largest, lower, upper) == ends


def test_differencing_two_districts_from_the_program_is_refused() -> None:
    """Large 35-39, program 40-44: Small, `<10`, has reached at least 1; with 45-49 at least 6. The reason names Small."""
    access = {"Large": 200, "Small": 100}
    day = DAYS[0]
    counts = {reach_key("Large", day): 38, reach_key("Small", day): 8}
    published = (
        PublishedCount(reach_key("Large", day), Band(35, 39), 200, 10, "35+"),
        PublishedCount(reach_key("Small", day), Band(0, 9), 100, 10, "<10"),
        PublishedCount(reach_key(PROGRAM, day), Band(45, 49), 300, 10, "45+"),
    )
    small = [each for each in audit(published, access, Truth({}, {})).findings if each.key.district_id == "Small"]
    assert [(each.attacker, each.interval, each.needed) for each in small] == [(READER, Band(6, 9), 10)]
    decided = reach_edition((), counts, access, 10, {}, day)
    assert decided[-1].band == Band(35, 48)  # what the districts' own bands say already


def test_nearly_everybody_is_as_well_protected_as_nearly_nobody() -> None:
    """36 of 38 with access: rounded down alone it is 35+, and at most 3 were not coached; as published, 0 to 13 may be."""
    day = DAYS[0]
    plain = (PublishedCount(reach_key("D", day), Band(35, 38), 38, 10, "35+"),)
    assert [each.interval for each in audit(plain, {"D": 38}, Truth({}, {})).findings] == [Band(35, 38)]
    decided = reach_edition((), {reach_key("D", day): 36}, {"D": 38}, 10, {}, day)
    assert (decided[0].shown, decided[0].band) == ("25+", Band(25, 38))


@pytest.mark.parametrize("access", [1, 5, 9, 18])
def test_a_district_with_few_educators_has_one_band_whatever_its_count(access: int) -> None:
    """There is no room for two bands of 10 numbers: what is shown is the same for nobody and for everybody."""
    day = DAYS[0]
    shown = {
        reach_edition((), {reach_key("D", day): count}, {"D": access}, 10, {}, day)[0].shown
        for count in range(access + 1)
    }
    assert len(shown) == 1


def test_the_same_count_under_a_lower_threshold_is_caught() -> None:
    """`<10` in one report and 5+ (5 to 9) in another: 5 numbers are left where 10 were promised."""
    key = reach_key("D", DAYS[0])
    published = (
        PublishedCount(key, Band(0, 9), 100, 10, "<10"),
        PublishedCount(key, Band(5, 9), 100, 5, "5+"),
    )
    found = audit(published, {"D": 100}, Truth({}, {})).findings
    assert [(each.interval, each.needed) for each in found] == [(Band(5, 9), 10)]


def test_access_that_grows_does_not_narrow_an_earlier_open_band() -> None:
    """25+ of 38 was open upward; with 60 educators the next quarter's first band still covers it: 25 to 39."""
    first, second = DAYS[:2]
    counts = {reach_key("D", first): 27, reach_key("D", second): 28}
    before = reach_edition((), counts, {"D": 38}, 10, {}, first)
    after = reach_edition(before, counts, {"D": 60}, 10, {}, second)
    assert (before[0].band, after[0].band) == (Band(25, 38), Band(25, 39))


def test_a_later_program_band_leaves_the_earlier_one_whole() -> None:
    """30 districts at 10 to 14 each, the program published once as 350 to 359: the next edition's first band ends no earlier."""
    access = {f"D{place}": 100 for place in range(30)}
    districts = [
        PublishedCount(reach_key(key, day), Band(10, 14), 100, 10, "10+") for key in access for day in DAYS[:2]
    ]
    program = PublishedCount(reach_key(PROGRAM, DAYS[0]), Band(350, 359), 3_000, 10, "350+")
    choices = program_bands(ReachPicture.of([*districts, program], access, {}, {}), 10)
    assert (choices[0], choices[1]) == (Band(350, 359), Band(360, 364))


def test_a_correction_below_what_was_published_changes_nothing_published() -> None:
    """35+ was published and 3 entries were deleted since: the next edition says 35+ again."""
    first, second = DAYS[:2]
    counts = {reach_key("D", first): 36, reach_key("D", second): 33}
    before = reach_edition((), counts, {"D": 100}, 10, {}, first)
    after = reach_edition(before, counts, {"D": 100}, 10, {}, second)
    assert (before[0].shown, after[0].shown) == ("35+", "35+")


def test_published_counts_that_cannot_all_be_true_stop_the_audit() -> None:
    """Somebody changed a row of Published Editions: year to date a count cannot fall."""
    published = (
        PublishedCount(reach_key("D", DAYS[0]), Band(35, 39), 100, 10, "35+"),
        PublishedCount(reach_key("D", DAYS[1]), Band(10, 14), 100, 10, "10+"),
    )
    audited = audit(published, {"D": 100}, Truth({}, {}))
    assert not audited.passed
    assert "contradicts" in audited.contradiction


def test_a_coach_of_one_district_learns_nothing_of_the_other() -> None:
    """Two districts, a coach each: a program band 5 wide would tell each coach the other's count to within 5."""
    access = {"A": 100, "B": 100}
    day = DAYS[0]
    counts = {reach_key("A", day): 52, reach_key("B", day): 4}
    decided = reach_edition((), counts, access, 10, {"C1": ["A"], "C2": ["B"]}, day)
    assert decided[-1].band == Band(50, 63)
    assert audit_reach(decided, access, counts, {"C1": ["A"], "C2": ["B"]}).findings == ()
