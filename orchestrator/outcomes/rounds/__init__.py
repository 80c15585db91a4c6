"""Rounds: a process that ranks its cases against each other lays proposals before a person, who decides on each."""
