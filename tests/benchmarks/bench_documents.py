"""Requests to Google for a living document: new, unchanged, changed, changed after a person edited it; and how long the plan takes.

Run: python -m tests.benchmarks.bench_documents
"""

from __future__ import annotations

import time
from collections.abc import Callable

from sync.emulator.server import serve
from sync.google.document_text import paper_fingerprint
from sync.google.documents import create_living_document, read_document, regenerate
from sync.google.living_documents import plan
from sync.google.transport import Transport
from sync.logs import show_warnings_only
from sync.papers.word import paper_docx
from tests.emulator_documents import COACH, insertion, update, user_docs
from tests.google_transports import persons_transport
from tests.living_papers import KEYS, paper


def requests_of(transport: Transport, work: Callable[[], object]) -> int:
    """How many requests the work sent."""
    before = sum(transport.counts.snapshot().values())
    work()
    return sum(transport.counts.snapshot().values()) - before


def measured() -> dict[str, int]:
    """Requests by what happened to the document."""
    first, second, third = (paper(dict.fromkeys(KEYS, variant)) for variant in (0, 2, 4))
    with serve() as server:
        transport, ids = persons_transport(server, COACH), []
        docs = user_docs(server)

        def if_changed(remembered: str) -> None:
            if paper_fingerprint(first) != remembered:
                regenerate(transport, ids[0], first)

        counts = {
            "new": requests_of(
                transport, lambda: ids.append(create_living_document(transport, first, paper_docx(first)).document_id)
            ),
            "unchanged, fingerprint remembered": requests_of(transport, lambda: if_changed(paper_fingerprint(first))),
            "unchanged, fingerprint forgotten": requests_of(transport, lambda: regenerate(transport, ids[0], first)),
            "changed": requests_of(transport, lambda: regenerate(transport, ids[0], second)),
        }
        heading = next(each for each in read_document(transport, ids[0]).elements if each.text == "Goals\n")
        update(docs, ids[0], insertion(heading.start + 5, " of ours"))
        counts["changed, edited by a person"] = requests_of(transport, lambda: regenerate(transport, ids[0], third))
        started = time.perf_counter()
        planned = plan(read_document(transport, ids[0]), first)
        print(f"plan: {len(planned.requests)} requests of one batch in {(time.perf_counter() - started) * 1000:.0f} ms")
        return counts


def main() -> None:
    show_warnings_only()
    for what, count in measured().items():
        print(f"{what}: {count} requests")


if __name__ == "__main__":
    main()
