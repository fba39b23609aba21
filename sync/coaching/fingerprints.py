"""A keyed number for all that a row says, so that an edit, a copy and a moved row can be told apart without
keeping what was written.

It is made from what was read, not from how it was typed: `90`, `1:30` and `1h 30` are one fingerprint, and so
is a row that was only moved. The note counts as text. Without the key nothing can be tried against it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sync.coaching.distinct import Codes

Fingerprints = npt.NDArray[np.uint64]


def fingerprints(columns: Mapping[str, tuple[Sequence[str], Codes]], key: str) -> Fingerprints:
    """One number a row. `columns`: name -> (its different texts, each row's place in them); the order of
    columns does not matter.

    Each column is hashed with its own key (SipHash through pandas), so the same text in two columns gives two
    numbers; the sum tells the row. Raises ValueError for an empty key, which would let anybody try notes
    until one fits.
    """
    if not key:
        raise ValueError("The fingerprint key is empty. Set it in the settings; it must stay outside the database.")
    total: Fingerprints = np.zeros(len(next(iter(columns.values()))[1]) if columns else 0, np.uint64)
    for name, (texts, codes) in columns.items():
        total += _hashed(texts, _column_key(name, key))[codes]
    return total


def _hashed(texts: Sequence[str], column_key: str) -> Fingerprints:
    if not texts:
        return np.zeros(0, np.uint64)
    strings = np.array(texts, dtype=object)
    try:
        return np.asarray(pd.util.hash_array(strings, hash_key=column_key, categorize=False), dtype=np.uint64)
    except UnicodeEncodeError:  # half of an emoji, left by a program that cut a text in two
        mended = np.array([text.encode("utf-8", "backslashreplace").decode() for text in texts], dtype=object)
        return np.asarray(pd.util.hash_array(mended, hash_key=column_key, categorize=False), dtype=np.uint64)


def _column_key(name: str, key: str) -> str:
    """The 16 characters that pandas takes as a key, derived from ours for one column."""
    secret = hashlib.sha256(key.encode()).digest()
    return hashlib.blake2b(name.encode(), key=secret, digest_size=8).hexdigest()
