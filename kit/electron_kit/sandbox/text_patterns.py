"""Forms that can be found in prose: numbers, dates, addresses, names, places."""

from __future__ import annotations

import re
from collections.abc import Callable

from .letters import NAMES, of

WORD_PARTS = (
    r"(?:[<UPPER>]<JOINED>)+(?!<LOWER>)|(?:[<UPPER>]<JOINED>)?(?:<LOWER><JOINED>)+|\d+"
    r"|(?:<UNCASED><JOINED>)+"
)
NUMBER = re.compile(
    r"(?<![\w.:/-])[-\u2212]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.:/-])[-\u2212]?\d+(?:\.\d+)?"
)
NUMBER_END = re.compile(r"(?![\w:/]|-\d)|(?=[a-zA-Z%°]{1,3}\b)")
WORDS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
}
WORD_NUMBER = re.compile(rf"\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)
QUOTED = re.compile(r"\"([^\"\n]+)\"|“([^”\n]+)”|«([^»\n]+)»|`([^`\n]+)`|(?<!\w)'([^'\n]+)'(?!\w)")
MONTHS = "january february march april may june july august september october november december"
MONTH = {name: index for index, name in enumerate(MONTHS.split(), 1)}
MONTH |= {name[:3]: index for name, index in MONTH.items()}
MONTH_NAMES = "|".join(sorted(MONTH, key=len, reverse=True))
DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({MONTH_NAMES})\.?,?\s+(\d{{4}})\b", re.I)
MONTH_FIRST = re.compile(
    rf"\b({MONTH_NAMES})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.I
)
ISO_DATE = re.compile(r"\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b")
DATE_TIME = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
LOOSE_DATE = re.compile(
    rf"\b(?:today|tonight|tomorrow|yesterday|(?:next |this )?(?:mon|tues|wednes|thurs|fri"
    rf"|satur|sun)day"
    rf"|next (?:week|month)|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{MONTH_NAMES})"
    rf"|(?:{MONTH_NAMES})\s+\d{{1,2}})\b",
    re.IGNORECASE,
)
TIME = re.compile(
    r"\b(?:[01]?\d|2[0-3]):[0-5]\d(?:\s?[ap]m)?\b|\b\d{1,2}\s?[ap]m\b|\bnoon\b|\bmidnight\b", re.I
)
EMAIL = re.compile(r"[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
URL = re.compile(r"https?://[^\s<>\"'`)\]]*[^\s<>\"'`)\].,;:!?]")
UUID = re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b")
IPV4 = re.compile(r"\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b")
PHONE = re.compile(r"\+?\d[\d ()-]{6,}\d")
IDENTIFIER = re.compile(r"#?\b(?=[\w-]*\d)[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*\b")
CODE = re.compile(r"\b[A-Z]{2,5}\b")
ARITHMETIC = re.compile(r"[-(]*\d[\d.,]*(?:\s*(?:[-+*/\u00d7÷^%()]|\*\*)+\s*\(*\d[\d.,]*\)*)+")
CAPITALISED = (
    r"(?<!<W>)[<UPPER>](?:<W>|['\u2019.-])*"
    r"(?:\s+(?:[<UPPER>](?:<W>|['\u2019-])*|de|da|van|von|bin))*"
)
NAMED = rf"\b(?:named|called|name is|name's|I am|I'm|this is|Mr\.?|Ms\.?|Mrs\.?|Dr\.?)\s+({NAMES})"
PAIR = re.compile(
    r"(?:^|[\n,;.({]|\band\b|\bwith\b|\bmy\b|\bthe\b"
    r"|\bis\b)\s*[\"'`]?([A-Za-z][\w -]{0,30}?)[\"'`]?\s*(?:[:=]|\bis\b|\bare\b)\s*"
    r"(\"[^\"\n]*\"|'[^'\n]*'|[^,;\n]+?)(?=$|[,;\n)}]|\.\s|\.$|\s+and\s+[\w ]{1,20}(?:[:=]"
    r"|\bis\b))",
    re.IGNORECASE,
)
STOP = (
    r"(?=$|[,;:.?!\n)]|\s+(?:and|or|then|in|on|at|for|from|to|with|by|please|today|tomorrow"
    r"|tonight|now|right|"
    r"using|is|are|was|next|this|as|of|about|में|का|की)\b)"
)
LOWER_PLACE = rf"\b(?:in|at|near|for)\s+(?:the\s+)?([a-z](?:<W>|[ -])*?){STOP}"
LEVEL = re.compile(r"\b(?:urgent|critical|high|medium|normal|low|minor|major|asap)\b", re.I)
AFTER_A_NAME = re.compile(
    r"\s+(?:is|was|are|has|have|had|needs|wants|lives|works|bought|ordered|paid|said"
    r"|and [A-Z][a-z]+)\b|,\s|'s\s"
)
OPENERS = set(
    (
        "the a an this that these those what who where when which how why is are was do does did "
        "can could please extract return give find write get list my i it he she we they you "
        "there"
    ).split()
)
PLACE = rf"{NAMES}(?:, {NAMES}(?!<W>|\s*(?:,|and\b|or\b|&)))?"
"""A name such as San Francisco, CA; where a list goes on after the comma, its first name."""
NAMED_QUOTED = re.compile(
    r"\b(?:named|called|name is|name:)\s+[\"\u201c'\u2018\u300c]([^\"\u201d'\u2019\u300d\n]{1,60})"
)
ZONE = re.compile(
    r"\b[A-Z][A-Za-z_]+(?:/[A-Za-z0-9_+-]+)+|\b(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d\d)?)?(?!\w)"
)
DASHES = str.maketrans("\u2212\u00d7÷", "-*/")
PLACES = {
    "city", "location", "place", "town", "country", "destination", "origin", "address", "region",
    "state", "area", "where", "venue", "airport", "station", "timezone", "zone",
}  # fmt: skip
PEOPLE = {
    "name", "person", "customer", "contact", "author", "recipient", "user", "guest", "patient",
    "caller", "who", "employee", "sender", "attendee", "participant",
}  # fmt: skip
TOPICS = {
    "query", "question", "search", "q", "topic", "keyword", "keywords", "text", "prompt",
    "message", "content", "body", "note", "task", "input", "sentence",
    "item", "product", "reason", "description", "term", "phrase",
}  # fmt: skip
IDS = {"id", "code", "sku", "reference", "ticket", "order", "number", "identifier", "account"}
DAYS = {"date", "day", "when", "deadline", "due", "birthday", "start", "end", "until"}
NEAR = {
    "age": ("year", "old", "aged"),
    "price": ("$", "€", "£", "₹", "rs", "usd", "eur", "inr", "cost"),
    "cost": ("$", "€", "£", "₹", "rs", "usd", "price"),
    "amount": ("$", "€", "£", "₹", "rs", "usd", "eur", "inr", "pay", "convert"),
    "total": ("$", "€", "£", "₹", "rs"),
    "quantity": ("x", "piece", "unit", "item"),
    "guests": ("people", "person", "guest", "for"),
    "people": ("people", "person", "guest", "for"),
    "party": ("people", "person", "guest", "for"),
    "days": ("day",),
    "duration": ("minute", "hour", "day", "week"),
}
# Patterns search a text many times; what is asked for stands in so much of it.
MAX_TEXT = 2_000
# More digits are an identifier and no quantity: any number of so many fits 64 bits.
MAX_DIGITS = 18
DAY_NAMES = {f"{day}day" for day in ["Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun"]}


def words_of(name: str) -> list[str]:
    """Return the words of an identifier in lower case: ``getWeather_now`` has three."""
    return [part.lower() for part in of(WORD_PARTS, name).findall(name)]


def _first(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    def find(text: str) -> str | None:
        match = pattern.search(text)
        return match[0] if match else None

    return find


def _date(text: str) -> str | None:
    match = ISO_DATE.search(text)
    if match:
        return match[0]
    match = DAY_FIRST.search(text)
    if match:
        day, month, year = match[1], match[2], match[3]
    else:
        match = MONTH_FIRST.search(text)
        if match is None:
            return None
        month, day, year = match[1], match[2], match[3]
    return (
        f"{year}-{MONTH[month.lower()]:02d}-{min(int(day), 28 if int(day) > 31 else int(day)):02d}"
    )


FORMATS: dict[str, Callable[[str], str | None]] = {
    "email": _first(EMAIL),
    "uri": _first(URL),
    "url": _first(URL),
    "uuid": _first(UUID),
    "ipv4": _first(IPV4),
    "date": _date,
    "date-time": _first(DATE_TIME),
}


def has_form(text: str, form: str) -> bool:
    """Say whether a text is of a format that can be found in prose, such as ``"date"``."""
    find = FORMATS.get(form)
    return find is not None and find(text) == text
