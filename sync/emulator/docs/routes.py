"""The Docs API's methods by their ids in the discovery document, the pages, and what Drive asks of Docs."""

from __future__ import annotations

from flask import Flask, Response, abort

from sync.emulator.dispatch import Handler
from sync.emulator.docs import images, methods
from sync.emulator.docs.content import MIME_TYPE, DocsContent, docs_of
from sync.emulator.world import World

ROUTES: dict[str, Handler] = {
    "docs.documents.create": methods.create,
    "docs.documents.get": methods.get,
    "docs.documents.batchUpdate": methods.batch_update,
}


def register(world: World) -> None:
    """Makes this part keep the content of the world's documents."""
    content = DocsContent(world)
    world.drive.content[MIME_TYPE] = content
    world.drive.imports[MIME_TYPE] = content.fill


def add_pages(app: Flask, world: World) -> None:
    """The addresses of the images in documents: as at Google, whoever has one may look."""

    def image(name: str) -> Response:
        with world.store.transaction():
            content = docs_of(world).image(name)
        if content is None:
            abort(404)
        return Response(content, content_type=images.mime_type(content))

    app.add_url_rule("/docs-images/<name>", view_func=image, endpoint="docs_image")
