"""Each card is made from values that the jobs hand over. No card calculates."""
