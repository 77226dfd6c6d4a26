"""Whether a document can be read back (pure): what programs read from it, and what was written.

Numbers in place of letters count as the letters; white space, marks of direction and compatibility
forms make no difference.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final
from unicodedata import category, name, normalize

from reports.lettering import as_written, has_other_way, printable

# The scripts whose words must come back, by the first word of their letters' names in Unicode.
SCRIPTS: Final = {
    "LATIN": "Latin",
    "GREEK": "Greek",
    "CYRILLIC": "Cyrillic",
    "ARABIC": "Arabic",
    "HEBREW": "Hebrew",
    "DEVANAGARI": "Devanagari",
    "THAI": "Thai",
    "CJK": "Han",
    "HIRAGANA": "kana",
    "KATAKANA": "kana",
    "HANGUL": "Hangul",
}
_UNSPACED: Final = frozenset({"Thai", "Han", "kana", "Hangul"})  # lines break within words
_PIECE: Final = 4
_LONGEST: Final = 20  # longer ones may be broken by a page
_MOST_WORDS: Final = 60
_MISSES: Final = 10  # one word of so many may be cut in two by a page or a column
_WORD: Final = re.compile(r"[^\W\d_]+")


class Reading:
    """What programs read from a document, in one order or several.

    Each further order is read only where something is not found in those before it.
    """

    def __init__(self, read: Iterable[str]) -> None:
        """Take the text as each program gives it, one after the other."""
        self._coming = iter(read)
        self._read: list[tuple[str, str]] = []
        self._letters = Counter(next(self._orders())[0])

    def _orders(self) -> Iterator[tuple[str, str]]:
        """Each order, and the same without marks."""
        yield from self._read
        for each in self._coming:
            text = folded(each)
            self._read.append((text, without_marks(text)))
            yield self._read[-1]

    def holds(self, phrase: str) -> bool:
        """Whether the phrase stands there; of one that runs both ways, or has marks, its letters."""
        wanted = folded(printable(phrase))
        if has_other_way(wanted) or wanted != without_marks(wanted):
            return self.has_letters(phrase)
        return any(wanted in text for text, _ in self._orders())

    def has_letters(self, text: str) -> bool:
        """Whether every letter and figure of the text comes back as often as it stands there."""
        wanted = Counter(folded(printable(text)).translate(_FIGURES))
        return wanted <= self._letters

    def unread_scripts(self, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Of each script in which more words do not come back than pages may cut: a word of it."""
        for script, words in words_by_script(texts).items():
            lost = list(words)
            for _, bare in self._orders():
                lost = [word for word in lost if word not in bare]
                if len(lost) <= len(words) // _MISSES:
                    break
            else:
                yield script, lost[0]


class _Kept(dict[int, int | None]):
    """For `str.translate`: every letter that is kept, and None for the others; each judged once."""

    def __init__(self, keeps: Callable[[str], bool]) -> None:
        self._keeps = keeps

    def __missing__(self, place: int) -> int | None:
        self[place] = kept = place if self._keeps(chr(place)) else None
        return kept


def _counts(letter: str) -> bool:
    return not letter.isspace() and category(letter) not in ("Cf", "Cc")


_COUNTING: Final = _Kept(_counts)
_COUNTING_OR_SPACES: Final = _Kept(lambda letter: letter.isspace() or _counts(letter))
_NO_MARKS: Final = _Kept(lambda letter: category(letter) not in ("Mn", "Me", "Mc"))
_FIGURES: Final = _Kept(str.isalnum)


def folded(text: str) -> str:
    """Compare letters only: no white space, no marks of direction, compatibility forms made equal."""
    return as_written(normalize("NFKC", text).translate(_COUNTING))


def without_marks(text: str) -> str:
    """`text` without combining marks, which programs put in places of their own."""
    return text.translate(_NO_MARKS)


def words_by_script(texts: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Sample words of each script that the texts are in: the same for the same texts."""
    found: dict[str, dict[str, None]] = {}
    for text in texts:
        for word in _WORD.findall(without_marks(folded_words(text))):
            script = SCRIPTS.get(_script(word[0]))
            if script is None or any(SCRIPTS.get(_script(each)) != script for each in word):
                continue
            if script in _UNSPACED:
                pieces = [word[at : at + _PIECE] for at in range(0, len(word), _PIECE)]
            else:
                pieces = [word] if len(word) <= _LONGEST else []
            found.setdefault(script, {}).update(dict.fromkeys(pieces))
    return {script: _spread(list(words)) for script, words in sorted(found.items()) if words}


def folded_words(text: str) -> str:
    """As `folded`, but with the spaces between words left in."""
    return normalize("NFKC", printable(text)).translate(_COUNTING_OR_SPACES)


@cache
def _script(letter: str) -> str:
    return name(letter, "").partition(" ")[0]


def _spread(words: list[str]) -> list[str]:
    step = -(-len(words) // _MOST_WORDS)
    return words[::step]
