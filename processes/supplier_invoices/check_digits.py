"""Check digits of payment numbers, all by the modulus-10 method (Luhn): bankgiro, plusgiro, OCR."""

BANKGIRO, PLUSGIRO = (7, 8), (2, 8)
"""Shortest and longest, digits: SE-R-009 and SE-R-010."""


def fits(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it. False for what is no row of digits."""
    if not digits.isascii() or not digits.isdecimal() or len(digits) < 2:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_bankgiro(number: str) -> bool:
    return BANKGIRO[0] <= len(number) <= BANKGIRO[1] and fits(number)


def is_plusgiro(number: str) -> bool:
    return PLUSGIRO[0] <= len(number) <= PLUSGIRO[1] and fits(number)


def is_ocr(reference: str) -> bool:
    """2 to 25 digits, the last one a check digit."""
    return 2 <= len(reference) <= 25 and fits(reference)


def is_natural_person(organisation_number: str) -> bool:
    """Whether ten digits are a person's own: in an organisation's number the third digit is at least 2."""
    digits = organisation_number[-10:]
    return len(organisation_number) in (10, 12) and digits.isdecimal() and int(digits[2:4]) < 20
