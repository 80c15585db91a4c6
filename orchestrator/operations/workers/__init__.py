"""The `robot` worker type: takes flow runs from Prefect, starts robots, leaves nothing behind.

A worker speaks HTTP with the portal and holds no database: it can stand on another machine.
"""
