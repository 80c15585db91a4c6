"""Retention: how long a municipality keeps the content of ended cases, and its erasure when that time is out."""
