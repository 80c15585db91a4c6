"""Assessments by the rules, decisions taken on them, and their effects in the target systems."""
