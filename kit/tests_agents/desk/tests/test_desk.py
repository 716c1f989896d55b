from desk.hours import when_open
from desk.replies import reply, spoken, ticket


def test_a_question_is_answered():
    assert reply("Do you repair brakes?").strip()


def test_an_answer_keeps_to_its_limit():
    assert len(reply("Count to 50", limit=5)) < len(reply("Count to 50"))


def test_the_telephone_gets_the_same_in_pieces():
    pieces = list(spoken("Count to 5"))
    assert len(pieces) > 1
    assert "".join(pieces) == "1, 2, 3, 4, 5"


def test_a_letter_becomes_a_ticket():
    assert set(ticket("My chain is broken, please help today.")) == {"kind", "urgency"}


def test_the_opening_hours_are_looked_up():
    assert "9 to 18" in when_open("When is the shop in Pune open?")
