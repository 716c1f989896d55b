"""Places in questions of other languages, found by the words around them.

No language is understood here either. What stands before a place or behind it in some
languages is listed, and the words for what is usually asked of places. A word is handed out
as it was written, with its ending.
"""

# ruff: noqa: E501, RUF001  (words of other languages, a group a line)

from __future__ import annotations

import re
from collections.abc import Iterator

from .letters import NAMES, of

WEATHER = (
    "weather temperature forecast rain raining sunny hot cold umbrella "
    "मौसम हवामान তাপমাত্রা আবহাওয়া বতৰ வானிலை వాతావరణం ಹವಾಮಾನ കാലാവസ്ഥ હવામાન ਮੌਸਮ ପାଣିପାଗ ପାଗ موسم "
    "الطقس طقس هوا هوای האוויר 天气 天氣 天気 날씨 อากาศ ອາກາດ អាកាសធាតុ ရာသီဥတု කාලගුණය ამინდი եղանակ "
    "погода погоду погоды погоде время времето време καιρό καιρός καιρος tiempo clima temps météo "
    "meteo wetter tempo weer pogoda počasí počasie vreme vrijeme időjárás väder vejr vær sää hava "
    "cuaca thời hali panahon moti ilm oras laiks"
).split()
TIME = (
    "time clock समय वेळ সময় நேரம் సమయం ಸಮಯ സമയം સમય ਸਮਾਂ ସମୟ وقت الوقت الساعة 时间 時間 時刻 시간 เวลา "
    "hora heure uhrzeit ora hour saat"
).split()
_BEHIND = (
    "में मे मध्ये का की के को पर ला মধ্যে లో లోని માં મા નું ની ਵਿੱਚ ਵਿਚ ਦਾ ਦੀ ରେ میں کا کی کے مو මා"
).split()
_BEFORE = (
    "في در у в во на στην στη στο στον στις en de del à em no na nas nos in für bei a di per w we v ve "
    "în i til på ở tại za la"
).split()
_QUESTION = (
    "आज अभी कल कैसा कैसी कैसे क्या है हैं बताओ बताइए बताएं कृपया कसे कसा आहे काय कितना कितनी "
    "আজ আজকে এখন কেমন কি কী আছে বলুন আছ কেনে இன்று இப்போது எப்படி என்ன உள்ளது இருக்கிறது "
    "ఈరోజు ఇప్పుడు ఎలా ఉంది ఏమిటి ಇಂದು ಈಗ ಹೇಗಿದೆ ಏನು ഇന്ന് ഇപ്പോൾ എങ്ങനെയാണ് എങ്ങനെ എന്താണ് ഉണ്ട് "
    "આજે હવે કેવું છે શું ਅੱਜ ਹੁਣ ਕਿਵੇਂ ਹੈ ਕੀ ਆਜ ଆଜି କେମିତି ଅଛି କଣ آج ابھی کیسا کیسی ہے کیا بتائیں "
    "ما هو هي كيف حالة اليوم الآن من آب و چطور است امروز چگونه מה מזג היום איך "
    "오늘 지금 어때 어때요 알려줘 알려주세요 어떻습니까 ዛሬ ምን ነው අද කොහොමද როგორია დღეს ինչպիսին է այսօր "
    "မှာ ဘယ်လိုလဲ ဒီနေ့"
).split()
_CUTS = (
    "天气 天氣 天気 怎么样 怎麼樣 怎样 如何 今天 明天 现在 現在 今日 明日 请问 請問 告诉我 告訴我 时间 時間 几点 幾點 "
    "气温 気温 温度 教 我想知道 的 在 อากาศ สภาพ เป็นอย่างไรบ้าง เป็นอย่างไร เป็นยังไง วันนี้ ตอนนี้ พรุ่งนี้ ที่ ใน ของ เวลา กี่โมง ไหม "
    "ອາກາດ ຢູ່ ເປັນແນວໃດ ມື້ນີ້ អាកាសធាតុ នៅ យ៉ាងណា ថ្ងៃនេះ ရာသီဥတု မှာ ဘယ်လိုလဲ ဒီနေ့"
).split()
_KNOWN = {*WEATHER, *TIME, *_BEHIND, *_QUESTION}
# Scripts that write no spaces: a sentence is one run, cut at the words that are known.
_RUNS = re.compile(
    r"[\u4e00-\u9fff\u30a1-\u30ff\u3005]+|[\u0e00-\u0e7f]+|[\u0e80-\u0eff]+|[\u1780-\u17ff]+"
    r"|[\u1000-\u109f]+"
)
_CUT = re.compile("|".join(sorted(map(re.escape, _CUTS), key=len, reverse=True)))
_PRE = rf"(?<!\w)(?i:{'|'.join(sorted(_BEFORE, key=len, reverse=True))})\s+({NAMES})"
_WORD = "<UNCASED><W>*"
_POSSESSIVE = re.compile("(?<=[\uac00-\ud7a3]{2})(?:의|에서|에)$")
# A place's name has no more words; what stands further off is the sentence's.
_MOST_WORDS = 3


def is_unspaced(word: str) -> bool:
    """Say whether a word is of a script that writes no spaces."""
    return _RUNS.fullmatch(word) is not None


def places(text: str) -> Iterator[tuple[int, int]]:
    """Yield where places may stand in a text, the likeliest first."""
    yield from (match.span(1) for match in of(_PRE, text).finditer(text) if match[1][0] not in "IJ")
    words = [match for match in of(_WORD, text).finditer(text) if not _RUNS.fullmatch(match[0])]
    for index, word in enumerate(words):
        if word[0] in _BEHIND:
            yield from _before(words[:index], text)
    for run in _RUNS.finditer(text):
        yield from _pieces(run)
    yield from _first_unknown(words, text)


def _before(words: list[re.Match[str]], text: str) -> Iterator[tuple[int, int]]:
    """Yield the words that end where a postposition begins."""
    start = len(words)
    while start and len(words) - start < _MOST_WORDS - 1 and words[start - 1][0] not in _KNOWN:
        start -= 1
    if start < len(words):
        yield words[start].start(), words[-1].end()


def _pieces(run: re.Match[str]) -> Iterator[tuple[int, int]]:
    at = 0
    for cut in [*_CUT.finditer(run[0]), None]:
        end = len(run[0]) if cut is None else cut.start()
        if end > at:
            yield run.start() + at, run.start() + end
        at = end if cut is None else cut.end()


def _first_unknown(words: list[re.Match[str]], text: str) -> Iterator[tuple[int, int]]:
    """Yield the first words in a row that no list here has."""
    found: list[re.Match[str]] = []
    for word in words:
        if word[0] in _KNOWN or (found and text[found[-1].end() : word.start()] != " "):
            if found:
                break
        elif len(found) < _MOST_WORDS:
            found.append(word)
    if found:
        end = found[-1].end()
        suffix = _POSSESSIVE.search(text[found[0].start() : end])
        yield found[0].start(), end - (len(suffix[0]) if suffix else 0)
