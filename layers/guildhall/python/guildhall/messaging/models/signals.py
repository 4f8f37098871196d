"""What a message shows of payment outside the platform, and of extortion.

A signal is a reason to look, never a verdict: each pattern is as narrow as it can be while it still finds what people
write, and what it takes for a number has to be one (ISO 13616 check digits, lengths of ITU-T E.164).
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

LONGEST_LOOK = 4_000


class Signal(StrEnum):
    """What was found."""

    EMAIL = "email"
    PHONE = "phone"
    IBAN = "iban"
    PAYMENT_HANDLE = "payment_handle"
    PAY_OUTSIDE = "pay_outside"
    EXTORTION = "extortion"


def _any(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE)


_AT, _DOT = r"\s?(?:@|\(at\)|\[at\])\s?", r"\s?(?:\.|\(dot\)|\[dot\])\s?"
_EMAIL = _any(rf"(?<![\w.+-])[\w.+-]{{1,64}}{_AT}[a-z0-9-]{{1,63}}(?:{_DOT}[a-z0-9-]{{2,63}}){{1,4}}\b")
# An international number, or one of the ten or eleven digits that people write with a leading nought.
_PHONE = _any(
    r"(?<![\w/.,-])(?:\+|00)[1-9](?:[ .()-]{0,2}\d){7,14}(?![\w/])",
    r"(?<![\w/.,-])0[1-9](?:[ .-]?\d){8,9}(?![\w/.,-]\d)",
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_PURSE = r"\b(?:venmo|paypal|cash ?app|revolut|zelle|jazz ?cash|easy ?paisa)\b"
_ADDRESS = r"(?:paypal\.me|cash\.app|revolut\.me|venmo\.com|wise\.com/pay|monzo\.me|ko-fi\.com|buymeacoffee\.com)"
_HERE = r"(?:guildhall|platform|site|app)"
_PAY = _any(
    r"\b(?:pay|paid|payment|paying|transfer|settle)\b",
    r"\b(?:payer|payez|paye|paiement|régler|virement)\b",
    "ادا|رقم|پیس|پیمنٹ",
)
_ELSEWHERE = _any(
    rf"\b(?:outside|off)(?: of)?(?: the| this| our)? {_HERE}\b",
    r"\b(?:hors|en dehors)(?: de| du)?(?: la| le)? ?(?:plateforme|guildhall|site)\b",
    "(?:پلیٹ ?فارم|گلڈ ?ہال|سائٹ|ایپ) (?:سے|کے) (?:باہر|بغیر)",
)
_AROUND = _any(
    rf"\b(?:avoid|skip|save|without)(?: the)? {_HERE}(?:'s)? (?:fees?|commission)\b",
    r"\b(?:éviter|évitons|sans)(?: les| la)? (?:frais|commissions?) (?:de la plateforme|du site|de guildhall)\b",
    r"\bpay (?:me )?(?:directly|in cash)\b",
    r"\b(?:payer|payez|régler|réglez)(?:-moi)? (?:directement|en (?:espèces|liquide))\b",
    "(?:براہ ?راست|نقد) (?:ادائیگی|پیسے|رقم)",
)
_DEMAND = _any(
    r"\b(?:pay|refund|money|discount)\b",
    r"\b(?:pay|rembours|argent|remise)\w*",
    "پیسے|رقم|ادائیگی|واپس",
)
_OR_ELSE = _any(
    r"\b(?:or|otherwise|unless)\b",
    r"\bif you (?:don't|do not)\b",
    r"\b(?:sinon|ou je|ou alors|sauf si|si vous ne|si tu ne|à moins)\b",
    "ورنہ|نہیں تو",
)
_THREAT = _any(
    r"\b(?:bad|negative|one[ -]star|1[ -]star|terrible) reviews?\b",
    r"\b(?:report|expose|ruin|destroy) your?\b",
    r"\bmauvaise? (?:avis|note)\b|\bmauvais avis\b|\bavis négatif\b|\b(?:vous|te) (?:dénonc|ruin|détrui)\w+",
    "خراب (?:ریویو|تبصرہ)|برا ریویو|منفی (?:ریویو|تبصرہ)|بدنام|برباد",
)
_RULES: tuple[tuple[Signal, tuple[re.Pattern[str], ...]], ...] = (
    (Signal.EMAIL, (_EMAIL,)),
    (Signal.PHONE, (_PHONE,)),
    (Signal.PAYMENT_HANDLE, (_any(rf"\b{_ADDRESS}/\S"),)),
    (Signal.PAYMENT_HANDLE, (_any(_PURSE), _any(r"(?<!\w)@\w{3}", r"\$[a-z]\w\w", r"\d{7}"))),
    (Signal.PAY_OUTSIDE, (_PAY, _ELSEWHERE)),
    (Signal.PAY_OUTSIDE, (_AROUND,)),
    (Signal.EXTORTION, (_DEMAND, _OR_ELSE, _THREAT)),
)
"""A signal is there if all of its patterns are found in one sentence: each costs no more than the text is long."""
_SENTENCE = re.compile("(?<=[!?\u06d4\\n])|(?<=[.]) ")


def signals_of(text: str) -> tuple[Signal, ...]:
    """Return what a text shows, each signal once, in the order of `Signal`."""
    # Full-width letters and digits of other scripts are written to be overlooked, or just by another keyboard.
    plain = text[:LONGEST_LOOK]
    if not plain.isascii():
        plain = "".join(_latin(letter) for letter in unicodedata.normalize("NFKC", plain))
    # Taken out, so that its digits are not looked at as a telephone's.
    rest = _IBAN.sub(lambda match: " " if _is_iban(match[0].replace(" ", "")) else match[0], plain)
    sentences = _SENTENCE.split(rest)
    # Written out: most messages show nothing, and everybody waits for this with each of them.
    found = {Signal.IBAN} if rest != plain else set()
    for signal, (first, *others) in _RULES:
        for sentence in sentences:
            if first.search(sentence) and all(one.search(sentence) for one in others):
                found.add(signal)
                break
    return tuple(signal for signal in Signal if signal in found) if found else ()


def _latin(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if unicodedata.category(letter) == "Nd" else letter


def _is_iban(text: str) -> bool:
    """Tell whether the check digits are right (ISO 13616, ISO 7064 MOD 97-10)."""
    moved = text[4:] + text[:4]
    return int("".join(str(int(letter, 36)) for letter in moved)) % 97 == 1
