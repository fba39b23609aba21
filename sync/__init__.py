"""coachlog: the product."""
