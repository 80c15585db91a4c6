"""What there is (processes) and who uses it (subscriptions)."""
