"""A Google on this machine. Imports nothing of the product."""
