"""The machine API under /api/v1: robots with their run's token, workers with the worker token,
a municipality's e-service with a token of its own."""
