"""The tests; the tree mirrors the project."""
