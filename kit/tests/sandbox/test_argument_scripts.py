"""Arguments in the scripts of Electron's languages: a word is taken whole or not at all."""

# ruff: noqa: RUF001  (words of other languages)

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from electron_kit.sandbox.conversation import read
from electron_kit.sandbox.text_patterns import words_of
from electron_kit.sandbox.tool_calls import wanted_calls

CITY = {
    "type": "object",
    "properties": {"city": {"type": "string", "description": "The city"}},
    "required": ["city"],
}


def tool(called: str, says: str, **properties: Any) -> dict[str, Any]:
    schema = (
        {"type": "object", "properties": properties, "required": list(properties)}
        if properties
        else CITY
    )
    function = {"name": called, "description": says, "parameters": schema}
    return {"type": "function", "function": function}


WEATHER = tool("get_weather", "Get the current weather for a city")
TIME = tool("get_time", "Get the time in a timezone", timezone={"type": "string"})
GREET = tool("greet", "Greet a person by name", name={"type": "string"})


def asked(question: str, *tools: dict[str, Any], **more: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return the calls that a question makes."""
    body = {
        "model": "electron",
        "messages": [{"role": "user", "content": question}],
        "tools": list(tools),
        **more,
    }
    return [(call.name, call.arguments) for call in wanted_calls(read("electron", body))]


# The cities of a language's own speakers, in its own letters.
CITIES = [
    "मुंबई", "नई दिल्ली", "पुणे", "हैदराबाद",  # Hindi, Marathi
    "কলকাতা", "ঢাকা", "শিলিগুড়ি",  # Bengali
    "গুৱাহাটী",  # Assamese
    "சென்னை", "கோயம்புத்தூர்", "மதுரை",  # Tamil
    "హైదరాబాద్", "విశాఖపట్నం",  # Telugu
    "ಬೆಂಗಳೂರು", "ಮೈಸೂರು",  # Kannada
    "കൊച്ചി", "തിരുവനന്തപുരം",  # Malayalam
    "અમદાવાદ", "સુરત",  # Gujarati
    "ਅੰਮ੍ਰਿਤਸਰ", "ਲੁਧਿਆਣਾ",  # Punjabi
    "ଭୁବନେଶ୍ୱର", "ପୁରୀ",  # Odia
    "کراچی", "لاہور", "سرینگر",  # Urdu, Kashmiri
    "काठमाडौं", "कोळंब",  # Nepali, Konkani
    "කොළඹ",  # Sinhala
    "القاهرة", "الرياض", "دُبَيّ",  # Arabic, with its marks
    "تهران",  # Persian
    "תל אביב", "ירושלים",  # Hebrew
    "北京", "上海", "臺北",  # Chinese
    "東京", "さいたま", "ニューヨーク",  # Japanese
    "서울", "부산",  # Korean
    "กรุงเทพ", "เชียงใหม่", "ภูเก็ต",  # Thai
    "ວຽງຈັນ",  # Lao
    "ភ្នំពេញ",  # Khmer
    "ရန်ကုန်", "မန္တလေး",  # Burmese
    "ལྷ་ས",  # Tibetan
    "አዲስ አበባ",  # Amharic
    "თბილისი",  # Georgian
    "Երևան",  # Armenian
    "Москва", "Санкт-Петербург", "Київ", "Нижний Новгород",  # Russian, Ukrainian
    "Αθήνα", "Θεσσαλονίκη",  # Greek
    "Łódź", "Kraków", "İstanbul", "Çanakkale", "Đà Nẵng", "Hà Nội", "São Paulo", "Århus",
    "Zürich", "Évreux", "Ñuñoa", "Reykjavík", "Iași", "Székesfehérvár", "Mumbai", "New Delhi",
]  # fmt: skip
FRAMES = [
    "What's the weather in {}?",
    "weather in {}?",
    "Tell me the weather in {} today",
    "weather for {}",
    "What is the weather like at {} right now?",
    "Is it raining in {}, please?",
]


@pytest.mark.parametrize("city", CITIES)
def test_a_name_in_its_own_script_is_whole(city: str) -> None:
    """In an English question, and beside another one."""
    for frame in FRAMES:
        assert asked(frame.format(city), WEATHER) == [("get_weather", {"city": city})], frame
    decomposed = unicodedata.normalize("NFD", city)
    assert asked(f"weather in {decomposed}?", WEATHER) == [("get_weather", {"city": decomposed})]
    both = asked(f"What is the weather in {city} and in Delhi?", WEATHER)
    assert [call[1]["city"] for call in both] == [city, "Delhi"]


NATIVE = [
    ("मुंबई में मौसम कैसा है?", "मुंबई"),
    ("नई दिल्ली में आज मौसम कैसा है?", "नई दिल्ली"),
    ("दिल्ली का मौसम बताओ", "दिल्ली"),
    ("पुण्यात हवामान कसे आहे?", "पुण्यात"),
    ("मुंबई मध्ये हवामान कसे आहे?", "मुंबई"),
    ("কলকাতায় আবহাওয়া কেমন?", "কলকাতায়"),
    ("சென்னையில் வானிலை எப்படி உள்ளது?", "சென்னையில்"),
    ("హైదరాబాద్ లో వాతావరణం ఎలా ఉంది?", "హైదరాబాద్"),
    ("ಬೆಂಗಳೂರಿನಲ್ಲಿ ಹವಾಮಾನ ಹೇಗಿದೆ?", "ಬೆಂಗಳೂರಿನಲ್ಲಿ"),
    ("കൊച്ചിയിൽ കാലാവസ്ഥ എങ്ങനെയാണ്?", "കൊച്ചിയിൽ"),
    ("અમદાવાદ માં હવામાન કેવું છે?", "અમદાવાદ"),
    ("ਅੰਮ੍ਰਿਤਸਰ ਵਿੱਚ ਮੌਸਮ ਕਿਵੇਂ ਹੈ?", "ਅੰਮ੍ਰਿਤਸਰ"),
    ("ଭୁବନେଶ୍ୱରରେ ପାଣିପାଗ କେମିତି ଅଛି?", "ଭୁବନେଶ୍ୱରରେ"),
    ("کراچی میں موسم کیسا ہے؟", "کراچی"),
    ("ما حالة الطقس في القاهرة؟", "القاهرة"),
    ("آب و هوای تهران چطور است؟", "تهران"),
    ("מה מזג האוויר בתל אביב?", "בתל אביב"),
    ("北京的天气怎么样？", "北京"),
    ("上海今天天气怎么样？", "上海"),
    ("東京の天気は？", "東京"),
    ("大阪の今日の天気を教えてください。", "大阪"),
    ("서울 날씨 어때?", "서울"),
    ("부산의 날씨 알려줘", "부산"),
    ("อากาศที่กรุงเทพเป็นอย่างไร", "กรุงเทพ"),
    ("Какая погода в Москве?", "Москве"),
    ("Яка погода у Києві?", "Києві"),
    ("Τι καιρό κάνει στην Αθήνα;", "Αθήνα"),
    ("¿Qué tiempo hace en Córdoba?", "Córdoba"),
    ("Quel temps fait-il à Évreux ?", "Évreux"),
    ("Wie ist das Wetter in Zürich?", "Zürich"),
    ("Che tempo fa a Milano?", "Milano"),
    ("Como está o tempo em São Paulo?", "São Paulo"),
    ("Hoe is het weer in Utrecht?", "Utrecht"),
    ("Jaka jest pogoda w Łodzi?", "Łodzi"),
    ("Thời tiết ở Đà Nẵng thế nào?", "Đà Nẵng"),
]


@pytest.mark.parametrize(("question", "city"), NATIVE, ids=[row[1] for row in NATIVE])
def test_a_question_in_its_own_language_calls_the_tool_with_the_whole_word(
    question: str, city: str
) -> None:
    """The tool is found by the language's word for it; endings stay as they were written."""
    assert asked(question, WEATHER) == [("get_weather", {"city": city})]


@pytest.mark.parametrize(
    "zone",
    ["Asia/Kolkata", "America/Argentina/Buenos_Aires", "America/New_York", "Etc/GMT+5", "UTC"],
)
def test_a_timezone_is_whole(zone: str) -> None:
    """The names of the IANA database are one word."""
    assert asked(f"What time is it in {zone}?", TIME) == [("get_time", {"timezone": zone})]


@pytest.mark.parametrize(
    "name", ["प्रिया", "ज़ोया", "அருண்", "สมชาย", "美咲", "Елена", "Łukasz", "محمد"]
)
def test_a_person_is_whole(name: str) -> None:
    """So are names of people."""
    assert asked(f"Greet a person named {name}.", GREET) == [("greet", {"name": name})]


# Letters with what joins to them, from every block that a language of Electron's is written in.
BLOCKS = [
    (0x0900, 0x0DFF), (0x0E00, 0x0EFF), (0x0F40, 0x0FBC), (0x1000, 0x109F), (0x1780, 0x17D3),
    (0x0600, 0x06D3), (0x05D0, 0x05EA), (0x1200, 0x135A), (0x10D0, 0x10FF), (0x4E00, 0x4FFF),
    (0x3041, 0x3096), (0x30A1, 0x30FA), (0xAC00, 0xAD00), (0x0531, 0x0587), (0x0400, 0x04FF),
    (0x0370, 0x03FF), (0x1E00, 0x1EFF), (0x00C0, 0x024F),
]  # fmt: skip
LETTERS = {
    block: [
        chr(point)
        for point in range(block[0], block[1] + 1)
        if unicodedata.category(chr(point)) in {"Lu", "Lo", "Mn", "Mc", "Ll"}
    ]
    for block in BLOCKS
}
WORDS = st.sampled_from(BLOCKS).flatmap(
    lambda block: st.text(st.sampled_from(LETTERS[block]), min_size=2, max_size=8).filter(
        lambda word: unicodedata.category(word[0]) in {"Lu", "Lo"}
    )
)


@given(WORDS)
@settings(max_examples=150, deadline=None)
def test_no_word_is_ever_cut(word: str) -> None:
    """Whatever a word is made of, an argument never holds a piece of it."""
    calls = asked(f"What is the weather in {word}?", WEATHER)
    found = calls[0][1]["city"]
    assert found == word or found not in word


@given(st.text(max_size=60))
@settings(max_examples=80, deadline=None)
def test_any_text_is_read(text: str) -> None:
    """Whatever is asked, a tool that is forced is called with arguments that are JSON."""
    calls = asked(text, WEATHER, GREET, tool_choice="required")
    assert len(calls) >= 1
    json.dumps(calls)


def test_words_of_an_identifier_are_whole_too() -> None:
    """The names of parameters may be in any script."""
    assert words_of("शहर_नाम") == ["शहर", "नाम"]
    assert words_of("ชื่อเมือง") == ["ชื่อเมือง"]
