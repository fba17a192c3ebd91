"""Read a sum of money as a number: 70亿元, 5—8亿元, 超1,200万美元."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {
    "": 1,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
CURRENCIES = {
    "元": "CNY",
    "人民币": "CNY",
    "美元": "USD",
    "美金": "USD",
    "欧元": "EUR",
    "港元": "HKD",
    "港币": "HKD",
    "日元": "JPY",
    "英镑": "GBP",
    "韩元": "KRW",
    "澳元": "AUD",
    "加元": "CAD",
    "新台币": "TWD",
}
"""Names of currencies and their ISO 4217 codes, the usual name of each first."""
_NUMBER = r"(?:\d+(?:[,，]\d{3})*(?:[.\uff0e]\d+)?|[零〇一二两三四五六七八九十百千]+)"
_SCALE = "(?:" + "|".join(sorted(filter(None, _SCALES), key=len, reverse=True)) + ")"
_CURRENCY = "(?:" + "|".join(sorted(CURRENCIES, key=len, reverse=True)) + ")"
_DASH = r"(?:—+|-|–|~|\uff0d|\uff5e|至|到)"
SUM = rf"{_NUMBER}(?:{_SCALE}?元?{_DASH}{_NUMBER})?\s*[多余几]?{_SCALE}?[多余]?{_CURRENCY}"
"""Pattern of a sum of money."""
_OVER, _UNDER = "不少于|不低于|超过|突破|高达|至少|超|逾|达", "不超过|不高于|最多|接近|将近|近"
_PARTS = re.compile(
    rf"(?:人民币)?(?P<before>{_OVER}|{_UNDER}|大约|约为|约)?(?:人民币)?(?P<low>{_NUMBER})"
    rf"(?:(?P<lowscale>{_SCALE})?{_CURRENCY}?{_DASH}(?P<high>{_NUMBER}))?"
    rf"(?P<more>[多余几])?(?P<scale>{_SCALE})?(?P<more2>[多余])?(?P<currency>{_CURRENCY})"
    r"(?:人民币)?(?P<after>及以上|以上|以下|以内|左右|上下)?"
)


class Bound(StrEnum):
    """What a sum says of the true one."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    """It is the least: 超5亿元, 5亿元以上, 5亿多元."""
    UNDER = "under"
    """It is the most: 近5亿元."""
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money; low, high and normalized are in units of the currency."""

    value: Decimal
    """As written, in `unit`; the lower one of a range."""
    unit: str
    """万, 亿 and so on; empty for single units."""
    currency: str
    """ISO 4217."""
    low: Decimal | None
    high: Decimal | None
    """None where the sum has no such bound."""
    qualifier: Bound
    normalized: Decimal
    """One number for the sum: of a range the middle."""


def parse_amount(text: str) -> Amount | None:
    """Read a sum like 70亿元, 5—8亿元 or 超1,200万美元; None where `text` is nothing of the kind."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    match = _PARTS.fullmatch(plain)
    if match is None:
        return None
    unit = match["scale"] or ""
    scale = _SCALES[unit]
    value, high_value = _read_number(match["low"]), _read_number(match["high"] or "")
    if value is None:
        return None
    first = value * (_SCALES[match["lowscale"]] if match["lowscale"] else scale)
    last = high_value * scale if high_value is not None else None
    bound = _bound(match)
    middle = first if last is None else (first + last) / 2
    return Amount(
        value=value,
        unit=match["lowscale"] or unit,
        currency=CURRENCIES[match["currency"]],
        low=None if bound is Bound.UNDER else first,
        high=None if bound is Bound.OVER else last if last is not None else first,
        qualifier=bound,
        normalized=middle,
    )


def _bound(match: re.Match[str]) -> Bound:
    if match["high"]:
        return Bound.RANGE
    before, after = match["before"] or "", match["after"] or ""
    if before in _OVER.split("|") or after in ("以上", "及以上") or match["more"] or match["more2"]:
        return Bound.OVER
    if before in _UNDER.split("|") or after in ("以下", "以内"):
        return Bound.UNDER
    return Bound.ABOUT if before or after else Bound.EXACT


def _read_number(digits: str) -> Decimal | None:
    """Return the number of 1,200.5 or 一千二百; None where it is none."""
    if not digits:
        return None
    if digits[0].isdigit():
        return Decimal(digits.replace(",", "").replace("，", ""))
    total, digit = 0, None
    for character in digits:
        if character in _TENS:
            total += (1 if digit is None else digit) * _TENS[character]
            digit = None
        elif digit in (None, 0):
            digit = _DIGITS[character]
        else:
            return None
    return Decimal(total + (digit or 0))
