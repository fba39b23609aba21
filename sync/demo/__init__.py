"""A sample program, wholly invented: its registry, what its coaches logged, the mess people make of it."""
