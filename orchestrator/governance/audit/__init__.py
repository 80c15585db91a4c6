"""The trail: who did or read what, when, in which role. Append-only."""
