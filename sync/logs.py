"""How much the program tells of itself on the screen."""

from __future__ import annotations

import logging

import structlog


def show_warnings_only() -> None:
    """A line for every request to Google is for a server's log; whoever runs a command sees warnings."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
