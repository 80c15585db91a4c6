"""What cases end in: decisions, notices, time saved."""
