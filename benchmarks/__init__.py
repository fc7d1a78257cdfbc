"""Measurements: what a page and an acceptance cost at district and at province size, beside a rival in the same run."""
