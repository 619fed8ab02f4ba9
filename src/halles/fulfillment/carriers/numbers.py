"""Check digits of tracking numbers: a typing mistake is caught before a customer follows somebody else's parcel."""

from __future__ import annotations

from collections.abc import Callable

_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def is_s10(number: str) -> bool:
    """UPU S10, e.g. RR123456785DE: the ninth digit checks the eight before it."""
    total = sum(int(digit) * weight for digit, weight in zip(number[2:10], _S10_WEIGHTS, strict=True))
    check = {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)
    return int(number[10]) == check


def is_ups(number: str) -> bool:
    """1Z and 16 signs: letters count as digits (A is 2, B is 3, …), every second one double; the last checks."""
    values = [int(sign) if sign.isdigit() else (ord(sign) - 63) % 10 for sign in number[2:17]]
    total = sum(value * (2 if place % 2 else 1) for place, value in enumerate(values))
    return number[17].isdigit() and int(number[17]) == -total % 10


def is_usps(number: str) -> bool:
    """22 digits with the weights 3, 1 from the right, or a postal S10 number."""
    if number[0].isalpha():
        return is_s10(number)
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(number[:-1])))
    return int(number[-1]) == -total % 10


def is_mod7(number: str) -> bool:
    """Japanese parcel services: the first eleven digits divided by seven leave the twelfth."""
    return int(number[:11]) % 7 == int(number[11])


CHECKS: dict[str, Callable[[str], bool]] = {"s10": is_s10, "ups": is_ups, "usps": is_usps, "mod7": is_mod7}
