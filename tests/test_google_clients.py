"""google-api-python-client over the short discovery documents: every call is there, none of the long docstrings."""

from __future__ import annotations

from typing import Any

import pytest
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from httplib2 import Http

from sync.google.clients import discovery_document


def calls(resource: Any, path: str = "") -> dict[str, str]:
    """Every method below a resource, its docstring by its path."""
    found = {}
    for name in (name for name in dir(resource) if not name.startswith("_") and name not in ("close", "batch")):
        method = getattr(resource, name)
        if getattr(method, "__is_resource__", False):
            found |= calls(method(), f"{path}{name}.")
        elif callable(method):
            found[f"{path}{name}"] = method.__doc__ or ""
    return found


@pytest.mark.parametrize(("api", "version"), [("sheets", "v4"), ("drive", "v3"), ("docs", "v1"), ("forms", "v1")])
def test_the_short_document_has_every_call_of_the_whole_one(api: str, version: str) -> None:
    """`list_next` too, which is there only where an answer has a token for its next page."""
    whole = calls(build_from_document(str(get_static_doc(api, version)), http=Http()))
    short = calls(build_from_document(discovery_document(api, version), http=Http()))
    assert len(whole) > 3
    assert short.keys() == whole.keys()
    assert max(map(len, short.values())) < 10_000
