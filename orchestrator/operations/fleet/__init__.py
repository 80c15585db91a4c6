"""The fleet: which workers there are, what they carry, who drains them, and who gives way to whom.

Rows and rules only, without Prefect: the portal reads them. The worker itself stands in `operations/workers`.
"""
