"""What is said in the corpus: the phrases, near misses of them, and ordinary talk."""

from __future__ import annotations

import random
from typing import Final

from camera_device.voice.base import Phrase

DAYS: Final = ("today", "yesterday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

WAKE: Final = "hey look"


def question(day: str) -> str:
    """How somebody asks for ``day``."""
    return f"what did I wear {day}" if day in DAYS[:2] else f"what did I wear on {day}"


COMMANDS: Final[dict[Phrase, tuple[str, ...]]] = {
    Phrase.PHOTO: ("take a photo", "take a picture"),
    Phrase.VIDEO: ("take a video",),
    Phrase.TURN: ("start a turn around", "turn around"),
    Phrase.BETTER: ("which one looks better",),
    Phrase.CANCEL: ("cancel", "stop"),
    Phrase.ORDER: ("order it", "put it on my list"),
    Phrase.ASK: tuple(question(day) for day in DAYS),
}

NEAR_WAKE: Final = (
    "hey Luke", "hey Lucy", "hey you", "hey cook", "hey book", "a look", "okay look", "take a look", "hey love",
    "have a look", "hey there", "pay look", "they look", "hey Rick", "hey good looking", "the hook", "hello",
    "say look", "hey lock", "hey", "look", "hey lady", "hey Leo", "grey book", "hey lot", "let's look", "hey listen",
    "he looked", "may look", "way look", "hey lamp", "day took", "hey Alexa", "hey Google", "hey Siri", "outlook",
)  # fmt: skip
"""Not the wake phrase."""

TOO_NEAR: Final = frozenset(
    (
        "hey Luke",
        "hey cook",
        "hey book",
        "hey lock",
        "pay look",
        "they look",
        "say look",
        "may look",
        "way look",
        "a look",
    )
)
"""Of these, those that differ in one sound: nothing is learnt from them, since that would cost the wake phrase itself.
They are counted as near misses all the same."""

NEAR_COMMANDS: Final = (
    "take a photograph", "take a phone", "take a vote", "make a photo", "the photo", "take a pitcher",
    "take a fighter", "fake a picture", "the big picture", "take a potato", "take a seat", "take a break",
    "take a bow", "take a video call", "a video", "take a radio", "take the Vespa", "turn it down", "turn a round",
    "turn the sound up", "burn it down", "start a fire", "start a turn", "turn to the left", "looks better",
    "which one is cheaper", "this one looks bitter", "which one looks at her", "the weather looks better",
    "which one looks greater", "camel", "candle", "council", "chancellor", "panel", "stopped", "stock", "top", "shop",
    "step", "drop", "stop it now or I will tell your mother", "border it", "order pizza", "order a taxi",
    "in order to go", "ordered it", "put it on the table", "put it on my desk", "put it in the list", "put it on",
    "what did I wear", "what did I wear last week", "what did I wear to the wedding", "what did you wear on Monday",
    "what did I hear on Monday", "where did I put it on Monday", "what did I eat today", "what did I wear in Paris",
    "what will I wear on Friday", "on Monday", "yesterday", "what did I wear on holiday", "take", "take a", "photo",
    "picture", "video", "better", "around", "order", "put it on my", "which one looks",
)  # fmt: skip
"""Not commands: other words, or parts of them."""

NEAR_SENTENCES: Final = (
    "Hey Luke, can you take the phone to the kitchen?", "Look at the photo on the table.",
    "Have a look, it is a nice coat.", "Take a look at this video later.",
    "I will take a photograph of the garden tomorrow.", "Let us take a vote on it.",
    "Start the car and leave at the corner.", "She took the photo album home.", "They look better than last year.",
    "Which one is cheaper?", "Okay, look, I did not say that.", "Hey, good looking, what is cooking?",
    "He took a video call from his mother.", "Take the potatoes out of the oven.",
    "Go around the table and sit down.", "Could you look after the baby?", "Hey, cook something nice tonight.",
    "The book is on the shelf.", "I need to take a break.", "Take a bow, take a seat, take it easy.",
    "Which one of them looks at her?", "The photo was taken in Paris.", "What a look! What about the blue one?",
    "We start on Monday, around noon.", "Please turn the radio down.",
    "I took a photo yesterday and it came out well in colour.", "They look at the order of the names.",
    "I cannot tell what she wore on Sunday.", "Put the kettle on, my list is long enough.",
    "The bus stops near the council.", "Order, order, said the judge.", "Hey, lock the door on your way out.",
    "Hey Lucas, what did you do yesterday?", "The grey look suits you, the other looks bitter.",
)  # fmt: skip
"""Sentences with the words of the phrases in them, but none of the phrases."""

WHO: Final = (
    "My sister",
    "The teacher",
    "He",
    "Our neighbour",
    "The old man",
    "She",
    "Nobody",
    "The doctor",
    "I",
    "We",
)
DOES: Final = (
    "found", "sold", "never liked", "painted", "forgot", "bought", "washed", "carried", "asked about", "borrowed",
    "talked about", "waited for", "dreamt of", "laughed about", "looked for", "took", "ordered", "picked", "wore",
)  # fmt: skip
WHAT: Final = (
    "a green umbrella", "the last train", "some bread", "the garden chairs", "her new shoes", "a letter from Rome",
    "the window", "a bowl of soup", "the early news", "two tickets", "the wrong key", "a red scarf", "his bicycle",
    "the coffee", "a quiet place", "the blue jacket", "five eggs", "the piano", "a long story", "the whole family",
)  # fmt: skip
WHEN: Final = (
    "last summer", "before dinner", "in the rain", "at the station", "with great care", "for no reason",
    "this morning", "near the river", "after work", "on the way home", "again", "twice a week", "in the kitchen",
)  # fmt: skip


def ordinary(count: int, seed: int) -> list[str]:
    """Sentences that have nothing to do with a camera."""
    chance = random.Random(seed)
    return [
        f"{chance.choice(WHO)} {chance.choice(DOES)} {chance.choice(WHAT)} {chance.choice(WHEN)}." for _ in range(count)
    ]
