"""The platform. Floors, from the ground up: core, governance, operations, outcomes, entrypoints.

A floor imports only floors below it; a contract in the tests holds this.
"""
