"""`python -m orchestrator.entrypoints.cli` is `coe`."""

from orchestrator.entrypoints.cli.main import main

main()
