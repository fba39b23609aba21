"""The jobs: gather, decide, apply."""
