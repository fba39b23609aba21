"""The field, pure: no I/O, no clock, no environment."""
