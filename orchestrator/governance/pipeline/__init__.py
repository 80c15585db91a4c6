"""The way of a release: gates, approval, rings, and back when a ring goes wrong."""
