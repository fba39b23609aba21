"""The two client libraries, unmodified, over one transport.

Both raise this package's `GoogleProblem`s instead of their own errors, because the transport has already
translated the answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import googleapiclient.discovery
import gspread
import httplib2
from googleapiclient.discovery_cache import get_static_doc

from sync.google.transport import Transport


def gspread_client(transport: Transport) -> gspread.Client:
    """A gspread client whose requests go through the transport."""
    return gspread.Client(auth=None, session=transport.session)  # type: ignore[arg-type]


def discovery_service(transport: Transport, name: str, version: str) -> Any:
    """The service of google-api-python-client, for example ("drive", "v3"), from `discovery_document`.

    Made once a transport: its requests carry no state, and the adapter below may be used by any thread.
    """
    service = transport.services.get((name, version))
    if service is None:
        service = googleapiclient.discovery.build_from_document(
            discovery_document(name, version), http=_Httplib2Interface(transport)
        )
        transport.services[name, version] = service
    return service


@cache
def discovery_document(name: str, version: str) -> str:
    """The discovery document that google-api-python-client ships, of each schema only what its properties are called.

    The rest of the schemas goes into docstrings, which nobody reads: half a second and 50 MB for each client of Sheets or Docs.
    """
    document = json.loads(str(get_static_doc(name, version)))  # type: ignore[no-untyped-call]
    for schema, described in document["schemas"].items():
        properties = {key: {"type": "string"} for key in described.get("properties", ())}
        document["schemas"][schema] = {"id": schema, "type": "object", "properties": properties}
    return json.dumps(document)


class _Httplib2Interface:
    """What google-api-python-client asks of an `httplib2.Http`, carried out by the transport. httplib2 sends
    nothing: it would repeat a request on its own after a broken connection, and apply a write twice."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        redirections: int = httplib2.DEFAULT_MAX_REDIRECTS,  # noqa: ARG002  part of the interface
        connection_type: type | None = None,  # noqa: ARG002  part of the interface
    ) -> tuple[httplib2.Response, bytes]:
        """The answer's head and body. Raises `GoogleProblem`."""
        data = body.encode() if isinstance(body, str) else body
        if hasattr(data, "read"):
            data = data.read()  # a stream could not be sent a second time
        answer = self._transport.request(method, uri, data=data, headers=dict(headers or {}))
        head = {name.lower(): value for name, value in answer.headers.items()}
        for gone in ("content-encoding", "transfer-encoding", "content-length"):  # the body has been unpacked
            head.pop(gone, None)
        response = httplib2.Response(head | {"status": str(answer.status_code)})  # type: ignore[no-untyped-call]
        response.reason = answer.reason
        return response, answer.content

    def close(self) -> None:
        """Nothing of its own is open."""
