"""What a question must be before it goes out. Pure."""

from datetime import date, timedelta

from orchestrator.core.masking import holds_personal_number

USUAL_DAYS, MOST_DAYS, LONGEST = 14, 90, 2000
# code → what to do about it
SAID = {
    "empty": "Write what is missing.",
    "long": f"Write at most {LONGEST} characters.",
    "number": "A personal number seems to stand here: take it away, the applicant knows who they are.",
    "no_day": "Write the last day as a date, for example 2026-12-07.",
    "past": "The last day is past: choose today or a later day.",
    "far": f"Choose a last day at most {MOST_DAYS} days ahead, so that the case is not forgotten.",
}


def usual_last_day(today: date) -> date:
    return today + timedelta(days=USUAL_DAYS)


def problems(text: str, last_on: date | None, today: date) -> dict[str, str]:
    """`{question, last_on}` → a code of `SAID`, for what must be put right; empty when it can go out."""
    found: dict[str, str] = {}
    if not text.strip():
        found["question"] = "empty"
    elif len(text.strip()) > LONGEST:
        found["question"] = "long"
    elif holds_personal_number(text):
        found["question"] = "number"
    if last_on is None:
        found["last_on"] = "no_day"
    elif last_on < today:
        found["last_on"] = "past"
    elif last_on > today + timedelta(days=MOST_DAYS):
        found["last_on"] = "far"
    return found
