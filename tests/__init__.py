"""The tests, which read like the specification."""
