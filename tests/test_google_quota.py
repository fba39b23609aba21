"""Our own buckets keep every identity, and the project, within what Google allows in any 60 seconds."""

from __future__ import annotations

import pytest
from pyrate_limiter import AbstractBucket, InMemoryBucket, Rate

from sync.google.calls import Call
from sync.google.errors import QuotaExhausted
from sync.google.quota import Allowance, Quotas

READ = Call("sheets", "read", 1, "BOOK", writes=False)
WRITE = Call("sheets", "write", 1, "BOOK", writes=True)
EXPORT = Call("drive", "download", 200, "BOOK", writes=False)


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.milliseconds = 1_000_000

    def __call__(self) -> int:
        return self.milliseconds

    def sleep(self, seconds: float) -> None:
        self.milliseconds += round(seconds * 1000)


def quotas(clock: Clock, **options: object) -> Quotas:
    return Quotas(clock=clock, sleep=clock.sleep, **options)  # type: ignore[arg-type]


def test_the_sixty_first_read_waits_until_the_first_is_a_minute_old() -> None:
    """60 reads a minute for one identity: the window rolls."""
    clock = Clock()
    buckets = quotas(clock)
    waits = [buckets.spend(READ, "a", "p") for _ in range(61)]
    assert waits[:60] == [0.0] * 60
    assert 60 <= waits[60] <= 61


def test_in_no_minute_is_more_sent_than_allowed() -> None:
    """Over 300 reads sent as fast as the buckets let them, every 60-second window holds at most 60."""
    clock = Clock()
    buckets = quotas(clock)
    sent = []
    for _ in range(300):
        buckets.spend(READ, "a", "p")
        sent.append(clock())
        clock.sleep(0.25)
    assert max(sum(1 for other in sent if 0 <= other - start < 60_000) for start in sent) == 60


def test_reads_writes_and_identities_do_not_share_a_bucket() -> None:
    """Writes go on while reads wait, and a second identity reads while the first waits."""
    buckets = quotas(Clock())
    for _ in range(60):
        buckets.spend(READ, "a", "p")
    assert buckets.spend(WRITE, "a", "p") == 0
    assert buckets.spend(READ, "b", "p") == 0


def test_all_identities_of_a_project_share_its_allowance() -> None:
    """5 identities x 60 reads = the project's 300; the sixth identity waits."""
    buckets = quotas(Clock())
    for identity in "abcde":
        for _ in range(60):
            assert buckets.spend(READ, identity, "p") == 0
    assert buckets.spend(READ, "f", "p") > 0
    assert buckets.spend(READ, "f", "other project") == 0


def test_drive_is_charged_in_units() -> None:
    """325,000 units a minute: 325,000 / 200 = 1,625 exports, and no list more."""
    buckets = quotas(Clock())
    assert sum(buckets.spend(EXPORT, "a", "p") == 0 for _ in range(1625)) == 1625
    assert buckets.spend(Call("drive", "list", 100, "", writes=False), "a", "p") > 0


def test_a_wait_that_is_too_long_is_refused_at_once() -> None:
    """A card that must answer in seconds learns that the allowance is used up, and for how long."""
    clock = Clock()
    buckets = quotas(clock, longest_wait=5.0)
    for _ in range(60):
        buckets.spend(READ, "a", "p")
    before = clock()
    with pytest.raises(QuotaExhausted) as refusal:
        buckets.spend(READ, "a", "p")
    assert clock() == before
    assert refusal.value.retry_after == pytest.approx(60, abs=1)
    assert not refusal.value.passing


def test_a_bucket_forgets_what_is_older_than_a_minute() -> None:
    """A sync that runs for days keeps a minute's entries: of 500 = 8 x 60 + 20 reads, the last 20."""
    made: list[AbstractBucket] = []

    def bucket_for(_: str, rate: Rate) -> AbstractBucket:
        made.append(InMemoryBucket([rate]))
        return made[-1]

    buckets = quotas(Clock(), bucket_for=bucket_for)
    for _ in range(500):
        buckets.spend(READ, "a", "p")
    assert [bucket.count() for bucket in made] == [20, 20]


def test_buckets_may_live_elsewhere() -> None:
    """The factory is asked once for each name; a shared store can be put behind it."""
    asked: list[str] = []

    def bucket_for(name: str, rate: Rate) -> AbstractBucket:
        asked.append(name)
        return InMemoryBucket([rate])

    buckets = Quotas(bucket_for, allowances={("sheets", "read"): Allowance(2, 3)})
    buckets.spend(READ, "sa_1", "p")
    buckets.spend(READ, "sa_1", "p")
    buckets.spend(WRITE, "sa_1", "p")  # has no allowance here: nothing is asked
    assert asked == ["sheets_read_user_sa_1", "sheets_read_project_p"]
