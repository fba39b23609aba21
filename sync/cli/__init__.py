"""The command `coachlog`."""

from sync.cli.main import app

__all__ = ["app"]
