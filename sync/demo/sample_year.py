"""The year as it went: which coach was in which district on which date, and what each date was worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sync.coaching.vocabulary import ContractDayMark, DayType, Delivery
from sync.demo.chance import Chance, chance
from sync.demo.sample_calendar import coaching_days, day_types
from sync.demo.sample_districts import DEMO_DAY, DISTRICTS, FIRST_DAY, SERVICES, Service

FULL, HALF = 1.0, 0.5
_RHYTHM: Final = {outline.district_id: outline.rhythm for outline in DISTRICTS}
_HALF_VISITS: Final = 0.16  # of a district's visits, about
_AFTER_HOURS: Final = 0.05  # of visits: half an hour online for another district on the same date


@dataclass(frozen=True)
class Visit:
    """One coach, district and date. `charged` is what the date costs the contract: 1, 0.5 or 0 days;
    `mark` is what the coach says of it on the entry (empty: left to the rule)."""

    day: date
    coach_id: str
    district_id: str
    charged: float
    delivery: Delivery = Delivery.IN_PERSON
    mark: str = ""
    brief: bool = False


@dataclass(frozen=True)
class _Turn:
    """A date still to be found: `due` is the share of the coach's year at which it should come."""

    due: float
    services: tuple[Service, ...]
    charged: float
    virtual: bool = False


def sample_visits(seed: int) -> list[Visit]:
    """The visits of all coaches until the demo day, by coach and date.

    What is charged adds up to each `Service.charged`. No coach's charges of a date exceed 1.0; nobody
    visits a closed district.
    """
    visits: list[Visit] = []
    for coach_id in dict.fromkeys(service.coach_id for service in SERVICES):
        services = [service for service in SERVICES if service.coach_id == coach_id]
        visits += _coach_year(coach_id, services, chance(seed, f"year of {coach_id}"))
    return visits


def _coach_year(coach_id: str, services: list[Service], draw: Chance) -> list[Visit]:
    open_days = {
        service: frozenset(
            coaching_days(service.district_id, max(FIRST_DAY, service.first_day), min(DEMO_DAY, service.last_day))
        )
        for service in services
    }
    days = sorted(frozenset().union(*open_days.values()))
    turns = [turn for service in services for turn in _whole_turns(service, open_days[service], days, draw)]
    turns += _half_turns(services, open_days, days, draw)
    placed = _placed(sorted(turns, key=lambda turn: turn.due), days, open_days, draw)
    visits: list[Visit] = []
    for day in days:
        choices = [service for service in services if day in open_days[service]]
        turn = placed.get(day)
        today = _visits_of_turn(coach_id, day, turn, draw) if turn else _spare_day(coach_id, day, choices, draw)
        others = [s for s in choices if s.district_id not in {visit.district_id for visit in today}]
        if today and others and draw.random() < _AFTER_HOURS:
            today.append(_online(coach_id, day, draw.choice(others), brief=True))
        visits += today
    return visits


def _halves(service: Service) -> int:
    """How many half days a service has: some of its charged days, and the odd half where there is one."""
    if service.virtual_days:
        return round(service.charged * 2)
    odd = round(service.charged * 2) % 2
    return odd + 2 * round(service.charged * _HALF_VISITS / 2)


def _whole_turns(service: Service, opened: frozenset[date], days: Sequence[date], draw: Chance) -> list[_Turn]:
    """The full days of a service (of a virtual one, the days online), spread over its time by the rhythm."""
    if service.virtual_days:
        marked = _halves(service)
        dues = _dues(service, service.virtual_days, opened, days, draw)
        lucky = set(draw.sample(range(service.virtual_days), marked))
        return [_Turn(due, (service,), HALF if i in lucky else 0.0, virtual=True) for i, due in enumerate(dues)]
    whole = round(service.charged - _halves(service) * HALF)
    return [_Turn(due, (service,), FULL) for due in _dues(service, whole, opened, days, draw)]


def _half_turns(
    services: list[Service], open_days: dict[Service, frozenset[date]], days: Sequence[date], draw: Chance
) -> list[_Turn]:
    """Half days: two districts on one date wherever two fall at about the same time, else one alone."""
    halves = sorted(
        (
            (due, service)
            for service in services
            if not service.virtual_days
            for due in _dues(service, _halves(service), open_days[service], days, draw)
        ),
        key=lambda half: half[0],
    )
    turns: list[_Turn] = []
    while halves:
        due, service = halves.pop(0)
        partner = next((half for half in halves[:4] if _can_share_a_date(half[1], service)), None)
        if partner is None:
            turns.append(_Turn(due, (service,), HALF))
        else:
            halves.remove(partner)
            turns.append(_Turn((due + partner[0]) / 2, (service, partner[1]), HALF))
    return turns


def _can_share_a_date(one: Service, other: Service) -> bool:
    all_year = all(half.first_day == FIRST_DAY and half.last_day >= DEMO_DAY for half in (one, other))
    return one.district_id != other.district_id and all_year


def _dues(service: Service, count: int, opened: frozenset[date], days: Sequence[date], draw: Chance) -> list[float]:
    first, last = days.index(min(opened)) / len(days), days.index(max(opened)) / len(days)
    rhythm = _RHYTHM[service.district_id]
    return [first + (last - first) * 0.98 * ((index + draw.random()) / count) ** rhythm for index in range(count)]


def _placed(
    turns: list[_Turn], days: Sequence[date], open_days: dict[Service, frozenset[date]], draw: Chance
) -> dict[date, _Turn]:
    """A date for every turn: each day takes the turn that is due first, leaning to the usual weekdays."""
    usual = {service: frozenset(draw.sample(range(5), 3)) for service in open_days}
    left = list(turns)
    placed: dict[date, _Turn] = {}
    for index, day in enumerate(days):
        possible = [turn for turn in left if all(day in open_days[service] for service in turn.services)]
        if not possible:
            continue
        turn = min(
            possible[:40],
            key=lambda turn: turn.due - 0.02 * (day.weekday() in usual[turn.services[0]]),
        )
        if turn.due > index / len(days) + 0.01 and len(left) < len(days) - index:
            continue
        left.remove(turn)
        placed[day] = turn
    if left:
        raise ValueError(f"The year has no date left for {len(left)} visits of {left[0].services[0].coach_id}.")
    return placed


def _visits_of_turn(coach_id: str, day: date, turn: _Turn, draw: Chance) -> list[Visit]:
    """The visits of one date. Two half days go by the rule or are both marked; one alone has to be marked."""
    if turn.virtual:
        mark = ContractDayMark.HALF.value if turn.charged else ""
        return [Visit(day, coach_id, turn.services[0].district_id, turn.charged, Delivery.VIRTUAL, mark)]
    marked = draw.random() < (0.4 if turn.charged == HALF else 0.12) or (
        len(turn.services) == 1 and turn.charged == HALF
    )
    visits: list[Visit] = []
    remote = [day_types(service.district_id).get(day) is DayType.E_LEARNING for service in turn.services]
    for service, online in zip(turn.services, remote, strict=True):
        mark = ContractDayMark.FULL if turn.charged == FULL else ContractDayMark.HALF
        said = mark.value if marked or any(remote) else ""
        delivery = Delivery.VIRTUAL if online else Delivery.IN_PERSON
        visits.append(Visit(day, coach_id, service.district_id, turn.charged, delivery, said))
    return visits


def _spare_day(coach_id: str, day: date, choices: list[Service], draw: Chance) -> list[Visit]:
    """A date that no contract pays: online work, a short visit without charge, or nothing to log."""
    if not choices or draw.random() < 0.35:
        return []
    service = draw.choice(choices)
    if not service.virtual_days and draw.random() < 0.12:
        mark = ContractDayMark.NO_CHARGE.value
        return [Visit(day, coach_id, service.district_id, 0.0, Delivery.IN_PERSON, mark, brief=True)]
    return [_online(coach_id, day, service, brief=False)]


def _online(coach_id: str, day: date, service: Service, *, brief: bool) -> Visit:
    return Visit(day, coach_id, service.district_id, 0.0, Delivery.VIRTUAL, brief=brief)
