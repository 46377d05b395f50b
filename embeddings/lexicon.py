"""Words for colours, categories and kinds, English and Korean, and the names that the wardrobe uses for them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

Slot = Literal["colour", "tone", "category", "kind", "look"]
"""``look`` words, such as patterns, are known to the encoder alone: they are only translated."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the lexicon and what it stands for."""

    slot: Slot
    name: str
    """A colour family, tone, parser category or kind, in English."""


_TABLE: Final[dict[Slot, dict[str, str]]] = {
    "colour": {
        "black": "black 검정 검은 까만 블랙",
        "white": "white ivory cream off-white 하얀 흰 하양 화이트 아이보리 크림",
        "grey": "grey gray charcoal silver 회색 그레이 차콜 은색",
        "beige": "beige tan camel khaki sand 베이지 카멜 카키",
        "brown": "brown chocolate 갈색 브라운 밤색",
        "blue": "blue navy denim turquoise teal 파란 파랑 푸른 블루 남색 네이비 하늘색 청",
        "green": "green olive mint 초록 녹색 그린 올리브 민트",
        "red": "red burgundy maroon wine 빨간 빨강 붉은 레드 버건디 와인",
        "pink": "pink rose 분홍 핑크",
        "orange": "orange rust 주황 오렌지",
        "yellow": "yellow mustard gold 노란 노랑 옐로 겨자 금색",
        "purple": "purple violet lilac lavender 보라 자주 퍼플 라벤더",
    },
    "tone": {
        "dark": "dark deep 어두운 진한 짙은 진 다크",
        "light": "light pale 밝은 연한 옅은 연 라이트",
    },
    "category": {
        "outerwear": "outerwear outer 겉옷 아우터 외투",
        "upper-clothes": "top tops upper 상의 윗옷 탑",
        "dress": "dress dresses 원피스 드레스",
        "skirt": "skirt 치마 스커트",
        "pants": "pants trousers bottoms slacks 바지 하의 슬랙스 팬츠",
        "shoes": "shoe shoes footwear 신발 구두 슈즈",
        "bag": "bag handbag backpack purse tote 가방 핸드백 배낭 백팩",
        "hat": "hat 모자",
        "scarf": "scarf scarves shawl 스카프 목도리 머플러",
        "belt": "belt 벨트 허리띠",
        "sunglasses": "sunglasses shades glasses 선글라스 안경",
        "socks": "sock socks 양말",
    },
    "kind": {
        "t-shirt": "t-shirt tshirt tee 티셔츠 티",
        "long-sleeve top": "long-sleeve longsleeve 긴팔",
        "shirt": "shirt 셔츠 남방 와이셔츠",
        "blouse": "blouse 블라우스",
        "polo shirt": "polo 폴로",
        "sweater": "sweater jumper pullover knit 스웨터 니트",
        "hoodie": "hoodie sweatshirt 후드 후드티 맨투맨",
        "cardigan": "cardigan 카디건 가디건",
        "vest": "vest waistcoat gilet 조끼",
        "tank top": "tank camisole 민소매 나시",
        "jacket": "jacket 자켓 재킷 점퍼",
        "coat": "coat trench parka 코트 파카",
        "blazer": "blazer 블레이저",
        "jumpsuit": "jumpsuit overall overalls 점프수트",
        "jeans": "jeans jean 청바지 진바지",
        "shorts": "shorts 반바지",
        "leggings": "leggings 레깅스",
        "sneakers": "sneaker sneakers trainers 운동화 스니커즈",
        "boots": "boot boots 부츠 장화",
        "sandals": "sandal sandals 샌들",
        "high heels": "heel heels pumps 하이힐 힐",
        "cap": "cap 캡",
        "beanie": "beanie 비니",
        "tights": "tights stockings 스타킹 타이츠",
    },
    "look": {
        "striped": "striped stripe stripes 줄무늬 스트라이프",
        "checked": "checked plaid tartan 체크",
        "floral": "floral flowers flowery 꽃무늬",
        "dotted": "dotted dots polka 물방울 도트",
        "plain": "plain 무지 단색",
        "leather": "leather 가죽 레더",
        "wool": "wool woollen 울 모직",
        "linen": "linen 린넨 리넨",
        "lace": "lace 레이스",
        "short": "short 짧은 숏",
        "long": "long 긴 롱",
        "warm": "warm 따뜻한",
        "summer": "summer 여름",
        "winter": "winter 겨울",
    },
}
_IMPLIED: Final = {
    "navy": "dark",
    "charcoal": "dark",
    "burgundy": "dark",
    "남색": "dark",
    "네이비": "dark",
    "하늘색": "light",
}
"""Colour words that also say how light the colour is."""
_WORDS: Final = {
    word: Term(slot, name) for slot, names in _TABLE.items() for name, words in names.items() for word in words.split()
}
_KOREAN: Final = sorted((word for word in _WORDS if not word.isascii()), key=len, reverse=True)
_SHORTEST: Final = 2
"""Korean words of one syllable are taken only where they stand alone: they are parts of many others."""


def terms(text: str) -> list[Term]:
    """The words of the lexicon in a text, in their order, each once."""
    found: list[Term] = []
    for word in _split(text):
        term = _WORDS.get(word) or _WORDS.get(word.removesuffix("s"))
        if term is not None:
            tone = _IMPLIED.get(word)
            found += [Term("tone", tone), term] if tone else [term]
    return list(dict.fromkeys(found))


def in_english(text: str) -> str:
    """The text with its Korean words of the lexicon in English; the encoder reads English."""
    if text.isascii():
        return text.strip()
    words = []
    for word in _split(text):
        term = None if word.isascii() else _WORDS.get(word)
        tone = _IMPLIED.get(word)
        words += [tone, term.name] if term and tone else [term.name if term else word]
    return " ".join(words)


def _split(text: str) -> list[str]:
    """Lower-case words; Korean ones without their endings, and compounds taken apart."""
    words: list[str] = []
    for word in re.findall(r"[^\s,.;:!?/()\"]+", unicodedata.normalize("NFKC", text).lower()):
        words += [word] if word.isascii() or word in _WORDS else _korean_parts(word)
    return words


def _korean_parts(word: str) -> list[str]:
    """The known words inside one that is not: 빨간원피스를 gives 빨간 and 원피스."""
    parts, rest = [], word
    while rest:
        known = next((one for one in _KOREAN if len(one) >= _SHORTEST and rest.startswith(one)), None)
        if known:
            parts.append(known)
        rest = rest[len(known) if known else 1 :]
    return parts or [word]
