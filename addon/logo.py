"""The add-on's logo, 48 by 48: a small picture that needs no file beside the code."""

from __future__ import annotations

import base64
from typing import Final

LOGO_PNG: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAADAAAAAwCAYAAABXAvmHAAAAg0lEQVR42u3aPQ6AIAwGUM7hNb20t9DNQeNfIA3F14SJ5XtLm1BK"
    "eVnTvKyRp9RWdOBmoN6Cf4L0Hv4WkSX8JSI1IFv4EwIAoAKQNfyOAAAIBBzr6b6mAAB6BOhCAAAGmTYKYJDpQgAABhkAgEE2EsDr"
    "NACALaVd8a+29eN/9sj23WYDmvaLu2GcZAAAAAAASUVORK5CYII="
)
