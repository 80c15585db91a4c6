"""Benchmarks: what one case costs, against the same clicks by hand-written Playwright."""
