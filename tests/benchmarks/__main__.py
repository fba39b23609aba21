"""`make benchmarks`: every benchmark, one after the other. Each prints what it measured; none asserts a time."""

from __future__ import annotations

import runpy
from pathlib import Path


def main() -> None:
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        print(f"\n== {path.stem} ==", flush=True)
        runpy.run_module(f"tests.benchmarks.{path.stem}", run_name="__main__")


if __name__ == "__main__":
    main()
