"""Räknar's page objects."""

from shared_library.systems.accounting.raknar.pages import RaknarPages

__all__ = ["RaknarPages"]
