"""Who may what, and what may run: people, audit, vault, catalogue, packages."""
