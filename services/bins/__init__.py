"""Sorting bins: their codes, labels, questions and turns."""
