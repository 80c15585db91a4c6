"""Time saved: one pure formula, one line a case."""
