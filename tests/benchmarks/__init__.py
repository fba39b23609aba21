"""Benchmarks: run with `make benchmarks`."""
