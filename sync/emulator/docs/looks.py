"""How text and paragraphs really look: their own style over their named style over normal text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.emulator.docs.document import DocumentState
from sync.emulator.docs.units import Json


class Looks:
    """The named styles of one document."""

    def __init__(self, document: DocumentState) -> None:
        self._styles = {style["namedStyleType"]: style for style in document.named_styles}

    def text(self, style: Mapping[str, Any], paragraph: Mapping[str, Any]) -> Json:
        """The text style in full."""
        named = self._styles[paragraph.get("namedStyleType", "NORMAL_TEXT")]
        return {**self._styles["NORMAL_TEXT"]["textStyle"], **named["textStyle"], **style}

    def paragraph(self, style: Mapping[str, Any]) -> Json:
        """The paragraph style in full."""
        named = self._styles[style.get("namedStyleType", "NORMAL_TEXT")]
        return {**self._styles["NORMAL_TEXT"]["paragraphStyle"], **named["paragraphStyle"], **style}


def magnitude(dimension: Mapping[str, Any] | None, otherwise: float = 0) -> float:
    """The points of a Dimension; a magnitude of 0 may be left out."""
    return otherwise if dimension is None else float(dimension.get("magnitude", 0))
