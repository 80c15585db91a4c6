"""What rules are written in: money, months, texts, dated parameters, the worksheet and the assessment.

Imports nothing of ours but itself. Start with `worksheet.py`; README.md shows how to write a process.
"""
