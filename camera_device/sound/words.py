"""Every sentence that the camera speaks, in one table: English, and Korean in the polite 해요 style.

Left and right are those of the person in front of the camera.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

Language = Literal["en", "ko"]


class Saying(StrEnum):
    """What there is to say; the sentences are in ``WORDS``."""

    # Hints: the values are those of ``camera_device.framing.view.Hint``.
    NOBODY = "nobody"
    BACK = "back"
    CLOSER = "closer"
    LEFT = "left"
    RIGHT = "right"
    FEET = "feet"
    HEAD = "head"
    TOO_MANY = "too_many"
    STILL = "still"
    DARK = "dark"

    COUNTDOWN = "countdown"
    """Takes ``n``, down to 1."""
    TURN_BEGINS = "turn_begins"
    """Takes ``n``, seconds of the turn."""
    TURN_COUNT = "turn_count"
    """Takes ``n``, up from 1."""
    TURN_DONE = "turn_done"

    TAKEN = "taken"
    CANCELLED = "cancelled"
    GAVE_UP = "gave_up"
    EMPTY = "empty"
    BUSY = "busy"
    UNDONE = "undone"
    NOTHING_TO_UNDO = "nothing_to_undo"
    COMPARE_FIRST = "compare_first"
    COMPARE_SECOND = "compare_second"
    COMPARING = "comparing"

    LISTENING = "listening"
    DEAF = "deaf"
    NOT_UNDERSTOOD = "not_understood"

    SPOOL_NEARLY_FULL = "spool_nearly_full"
    SPOOL_FULL = "spool_full"
    CANNOT_ASK = "cannot_ask"
    UNTRUSTED = "untrusted"
    CAMERA_BUSY = "camera_busy"
    CAMERA_GONE = "camera_gone"
    CAMERA_BACK = "camera_back"
    MICROPHONE_GONE = "microphone_gone"
    FAULT = "fault"

    NOT_PAIRED = "not_paired"
    PAIRING_CODE = "pairing_code"
    """Takes ``code``, digits."""
    PAIRING_QR = "pairing_qr"
    PAIRED = "paired"
    PAIRING_OVER = "pairing_over"
    TEST_SOUND = "test_sound"
    TEST_BUTTON = "test_button"
    TEST_MICROPHONE = "test_microphone"
    READY = "ready"


class Manner(StrEnum):
    """How a sentence gets along with others."""

    NOW = "now"
    """Cuts off what is spoken, and drops what waits: it is worth nothing later."""
    HINT = "hint"
    """Lets the other finish, and gives way to whatever comes next."""
    TELL = "tell"
    """Waits for its turn, and is heard to its end."""


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in each language. Braces take parameters."""

    en: str
    ko: str
    manner: Manner = Manner.TELL
    keep: bool = True
    """Whether its sound may stay on the disk; not where it tells a secret."""


WORDS: Final[Mapping[Saying, Words]] = MappingProxyType(
    {
        Saying.NOBODY: Words("Please step in front of me.", "카메라 앞에 서 주세요.", Manner.HINT),
        Saying.BACK: Words("Please step back a little.", "조금 뒤로 가 주세요.", Manner.HINT),
        Saying.CLOSER: Words("Please come a little closer.", "조금 더 가까이 와 주세요.", Manner.HINT),
        Saying.LEFT: Words("A little to your left, please.", "왼쪽으로 조금만 가 주세요.", Manner.HINT),
        Saying.RIGHT: Words("A little to your right, please.", "오른쪽으로 조금만 가 주세요.", Manner.HINT),
        Saying.FEET: Words(
            "I can't see your feet. Please step back a little.", "발이 안 보여요. 조금 뒤로 가 주세요.", Manner.HINT
        ),
        Saying.HEAD: Words(
            "I can't see your head. Please step back a little.", "머리가 안 보여요. 조금 뒤로 가 주세요.", Manner.HINT
        ),
        Saying.TOO_MANY: Words("One person at a time, please.", "한 분씩 서 주세요.", Manner.HINT),
        Saying.STILL: Words("Hold still, please.", "그대로 가만히 서 주세요.", Manner.HINT),
        Saying.DARK: Words("It is rather dark. Please turn on a light.", "조금 어두워요. 불을 켜 주세요.", Manner.HINT),
        Saying.COUNTDOWN: Words("{n}", "{n}", Manner.NOW),
        Saying.TURN_BEGINS: Words(
            "Turn around once, slowly, while I count to {n}.", "{n}까지 셀 동안 천천히 한 바퀴 돌아 주세요."
        ),
        Saying.TURN_COUNT: Words("{n}", "{n}", Manner.NOW),
        Saying.TURN_DONE: Words("Thank you, that was all the way round.", "한 바퀴 다 찍었어요. 고마워요."),
        Saying.TAKEN: Words("Got it.", "찍었어요."),
        Saying.CANCELLED: Words("All right, cancelled.", "네, 취소할게요.", Manner.NOW),
        Saying.GAVE_UP: Words(
            "I couldn't see you from head to toe, so I took no picture.", "온몸이 보이지 않아서 찍지 않았어요."
        ),
        Saying.EMPTY: Words("Nobody is in view, so I took no picture.", "아무도 안 보여서 찍지 않았어요."),
        Saying.BUSY: Words("One moment, I'm taking a picture.", "잠시만요, 지금 찍고 있어요."),
        Saying.UNDONE: Words("I took the last picture back.", "마지막 사진을 지웠어요.", Manner.NOW),
        Saying.NOTHING_TO_UNDO: Words("There is no picture to take back.", "지울 사진이 없어요.", Manner.NOW),
        Saying.COMPARE_FIRST: Words(
            "I need two looks. Let me take the first one now.", "두 벌이 필요해요. 먼저 지금 옷부터 찍을게요."
        ),
        Saying.COMPARE_SECOND: Words(
            "I'll take this look, and compare it with the last one.", "지금 옷을 찍어서 아까 옷이랑 비교해 볼게요."
        ),
        Saying.COMPARING: Words(
            "I'm comparing the two. Just a moment.", "두 벌을 비교하고 있어요. 잠시만 기다려 주세요."
        ),
        Saying.LISTENING: Words("I'm listening again.", "이제 듣고 있어요."),
        Saying.DEAF: Words("I'm not listening any more.", "이제 듣지 않을게요."),
        Saying.NOT_UNDERSTOOD: Words("Sorry, I didn't understand that.", "죄송해요, 잘 못 알아들었어요."),
        Saying.SPOOL_NEARLY_FULL: Words(
            "I'm running out of room. Please check my connection to the wardrobe.",
            "저장 공간이 얼마 안 남았어요. 옷장과의 연결을 확인해 주세요.",
        ),
        Saying.SPOOL_FULL: Words(
            "I have no room for another picture. Please connect me to the wardrobe first.",
            "저장 공간이 없어서 찍을 수 없어요. 먼저 옷장에 연결해 주세요.",
        ),
        Saying.CANNOT_ASK: Words(
            "I can't reach the wardrobe, so I can't answer right now.",
            "옷장에 연결할 수 없어서 지금은 대답할 수 없어요.",
        ),
        Saying.UNTRUSTED: Words(
            "This is not the wardrobe that I know. I'm sending nothing. Please connect me again.",
            "제가 아는 옷장이 아니라서 아무것도 보내지 않을게요. 다시 연결해 주세요.",
        ),
        Saying.CAMERA_BUSY: Words(
            "Another program is using my camera. I'll try again soon.",
            "다른 프로그램이 카메라를 쓰고 있어요. 곧 다시 해 볼게요.",
        ),
        Saying.CAMERA_GONE: Words(
            "My camera doesn't answer. Please check its cable.", "카메라가 응답하지 않아요. 케이블을 확인해 주세요."
        ),
        Saying.CAMERA_BACK: Words("My camera works again.", "카메라가 다시 연결됐어요."),
        Saying.MICROPHONE_GONE: Words(
            "I can't hear anything. Please check my microphone.", "소리가 들리지 않아요. 마이크를 확인해 주세요."
        ),
        Saying.FAULT: Words("Something went wrong. Please look at the app.", "문제가 생겼어요. 앱을 확인해 주세요."),
        Saying.NOT_PAIRED: Words(
            "I don't belong to a wardrobe yet. Please connect me first.",
            "아직 옷장에 연결되지 않았어요. 먼저 연결해 주세요.",
        ),
        Saying.PAIRING_CODE: Words(
            "Please type this code in the app: {code}.", "앱에 이 번호를 입력해 주세요: {code}.", keep=False
        ),
        Saying.PAIRING_QR: Words(
            "Or hold the code from the app in front of my camera.", "아니면 앱에 나온 큐알 코드를 카메라에 보여 주세요."
        ),
        Saying.PAIRED: Words("We're connected.", "옷장에 연결됐어요."),
        Saying.PAIRING_OVER: Words(
            "The code is too old. Please begin again.", "번호가 만료됐어요. 다시 시작해 주세요."
        ),
        Saying.TEST_SOUND: Words("This is how I sound.", "제 목소리는 이래요."),
        Saying.TEST_BUTTON: Words("Please press the button.", "버튼을 눌러 주세요."),
        Saying.TEST_MICROPHONE: Words("Please say something.", "아무 말이나 해 주세요."),
        Saying.READY: Words("I'm ready.", "준비됐어요."),
    }
)

_ENGLISH: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_SINO_KOREAN: Final = "영일이삼사오육칠팔구십"
_KOREAN_TENS: Final = ("", "열", "스물")
_KOREAN_ONES: Final = ("", "하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉")
COUNTABLE: Final = range(1, 21)
"""Numbers that are said as words."""


def words(saying: Saying, language: Language, /, **params: object) -> str:
    """The sentence with its parameters as words. Raises ``KeyError`` where one is missing."""
    template = WORDS[saying].en if language == "en" else WORDS[saying].ko
    return template.format_map({name: _spoken(saying, name, value, language) for name, value in params.items()})


def _spoken(saying: Saying, name: str, value: object, language: Language) -> str:
    if name == "code":
        return ", ".join(_digit(digit, language) for digit in str(value))
    if isinstance(value, int):
        return _number(value, language, down=saying is Saying.COUNTDOWN)
    return str(value)


def _number(number: int, language: Language, down: bool) -> str:
    """Koreans count down in Sino-Korean numbers, and up in their own."""
    if language == "ko" and down and 0 <= number < len(_SINO_KOREAN):
        return _SINO_KOREAN[number]
    if number not in COUNTABLE:
        return str(number)
    return _ENGLISH[number] if language == "en" else _KOREAN_TENS[number // 10] + _KOREAN_ONES[number % 10]


def _digit(digit: str, language: Language) -> str:
    """Of a code; zero is 공 in Korean telephone and code numbers."""
    if not digit.isdecimal():
        return digit
    if language == "en":
        return _ENGLISH[int(digit)]
    return "공" if digit == "0" else _SINO_KOREAN[int(digit)]
