"""Repeatable chance: the same seed and part of the sample give the same draws on every machine."""

from __future__ import annotations

import random

Chance = random.Random


def chance(seed: int, part: str) -> Chance:
    """A stream of draws for one part of the sample: a change in one part leaves the others as they were."""
    return random.Random(f"{seed}/{part}")  # noqa: S311  # a sample, not a secret


def spread(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in proportion to `weights` that add up to `total` (largest remainder)."""
    exact = [total * weight / sum(weights) for weight in weights]
    shares = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda index: (shares[index] - exact[index], index))
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares
