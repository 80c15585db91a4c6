"""The command `coe`."""

from orchestrator.entrypoints.cli.main import app, main

__all__ = ["app", "main"]
