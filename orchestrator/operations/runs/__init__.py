"""Runs: one execution of one task of one release, which is one Prefect flow run."""
