"""What people of the sample write, from sample_texts.yaml."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def sample_texts() -> dict[str, Any]:
    """Texts: notes (by activity), priorities, onboarding, cycles, reflections, impacts, next_steps, voices, feedback."""
    read: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("sample_texts.yaml").read_text("utf-8"))
    return read
