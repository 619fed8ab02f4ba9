"""Register and account numbers that could have been given, for shops that don't exist: right in form, nobody's."""

from __future__ import annotations

from zlib import crc32


def steady(key: str, below: int) -> int:
    """A number below a limit that is always the same for the same key."""
    return crc32(key.encode()) % below


def digits(key: str, count: int) -> str:
    """So many digits that are always the same for the same key."""
    number, out = crc32(key.encode()), ""
    while len(out) < count:
        number = (number * 1103515245 + 12345) & 0x7FFFFFFF
        out += str((number >> 8) % 10)
    return out[:count]


def siren(key: str) -> str:
    """A French company number: eight digits and Luhn's check."""
    stem = "8" + digits(key, 7)
    total = sum(int(d) if k % 2 == 0 else sum(divmod(int(d) * 2, 10)) for k, d in enumerate(stem))
    return stem + str(-total % 10)


def french_vat(key: str) -> str:
    """The VAT number that belongs to the company number."""
    number = siren(key)
    return f"FR{(12 + 3 * (int(number) % 97)) % 97:02d}{number}"


def iban(key: str, country: str = "FR") -> str:
    """A French account number with both of its checks."""
    bank, branch, account = "30009", "00" + digits(key + "b", 3), "0" + digits(key + "a", 10)
    key_digits = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    bban = f"{bank}{branch}{account}{key_digits:02d}"
    check = 98 - int(f"{bban}{_as_number(country)}00") % 97
    return f"{country}{check:02d}{bban}"


def _as_number(letters: str) -> str:
    return "".join(str(ord(letter) - 55) for letter in letters)


def american_tax_id(key: str) -> str:
    """An employer number of a prefix in use."""
    return f"{('20', '26', '27', '45', '46', '81', '82')[crc32(key.encode()) % 7]}-{digits(key, 7)}"


def japanese_company(key: str) -> str:
    """A corporate number: a check digit before twelve others."""
    stem = "0" + digits(key, 11)
    total = sum(int(d) * (1 if k % 2 == 0 else 2) for k, d in enumerate(reversed(stem)))
    return str(9 - total % 9) + stem


def plain_account(key: str) -> str:
    """An account number where there is no IBAN."""
    return digits(key, 10)
