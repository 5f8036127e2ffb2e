from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.services.worker.conftest import MAXIMUM_RECEIVES, Queues
from video_catalog.errors import TransientError
from video_catalog.worker.dead_letters import DeadLetter, DeadLetters
from video_catalog.worker.queue import Message


@pytest.fixture
def letters(queues: Queues) -> DeadLetters:
    return DeadLetters(queues.dead)


def received(queues: Queues, body: str) -> Message:
    queues.main.send([body])
    (message,) = queues.main.receive(wait_seconds=1, visibility_seconds=60)
    return message


def told(letter: DeadLetter) -> tuple[str, str, str, bool]:
    return letter.message.body, letter.error_class, letter.error, letter.is_permanent


def test_keeps_a_message_with_its_error(queues: Queues, letters: DeadLetters) -> None:
    letters.add(received(queues, "m"), TransientError("no answer"), permanent=False)
    assert [told(letter) for letter in letters.take()] == [
        ("m", "TransientError", "no answer", False)
    ]


def test_names_what_sqs_itself_gave_up(queues: Queues, letters: DeadLetters) -> None:
    queues.main.send(["m"])
    for _ in range(MAXIMUM_RECEIVES + 1):
        # As a worker that dies with the message.
        queues.main.receive(wait_seconds=0, visibility_seconds=0)
    assert [told(letter) for letter in letters.take()] == [("m", "WorkerDied", "", False)]


def test_names_what_eventbridge_could_not_deliver(queues: Queues, letters: DeadLetters) -> None:
    queues.dead.send(["m"], ERROR_CODE="NO_PERMISSIONS", ERROR_MESSAGE="not allowed", RULE_ARN="a")
    assert [told(letter) for letter in letters.take()] == [
        ("m", "NO_PERMISSIONS", "not allowed", False)
    ]


def test_takes_more_than_one_answer_holds(queues: Queues, letters: DeadLetters) -> None:
    queues.dead.send([f"m{number}" for number in range(25)])
    taken = list(letters.take())
    assert len({letter.message.body for letter in taken}) == 25
    assert list(letters.take()) == []
    letters.put_back()
    assert len(list(letters.take())) == 25


def test_sends_one_to_be_tried_again(queues: Queues, letters: DeadLetters) -> None:
    letters.add(received(queues, "m"), TransientError("no answer"), permanent=False)
    (letter,) = letters.take()
    letters.redrive(letter, queues.main)
    assert letters.length() == 0
    (message,) = queues.main.receive(wait_seconds=1, visibility_seconds=60)
    assert (message.body, message.receives) == ("m", 1)


def test_refuses_what_trying_again_can_not_help(queues: Queues, letters: DeadLetters) -> None:
    letters.add(received(queues, "m"), ValueError("no event"), permanent=True)
    (letter,) = letters.take()
    with pytest.raises(ValueError, match="ValueError is permanent; expected an error that passes"):
        letters.redrive(letter, queues.main)
    assert letters.length() == 1


def test_puts_back_what_was_not_redriven(queues: Queues, letters: DeadLetters) -> None:
    queues.dead.send(["a", "b"])
    for letter in letters.take():
        if letter.message.body == "a":
            letters.redrive(letter, queues.main)
    letters.put_back()
    assert [letter.message.body for letter in letters.take()] == ["b"]


def test_ends_where_the_first_come_again(
    queues: Queues, letters: DeadLetters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("video_catalog.worker.dead_letters.LOOK_SECONDS", 0)
    queues.dead.send(["a", "b", "c"])
    assert len(list(letters.take())) == 3


@given(text=st.text())
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_keeps_a_message_whatever_the_error_says(queues: Queues, text: str) -> None:
    letters = DeadLetters(queues.dead)
    letters.add(received(queues, "m"), ValueError(text), permanent=True)
    letter = next(letters.take())
    assert letter.message.body == "m"
    assert "\n" not in letter.error
    queues.dead.delete(letter.message)
