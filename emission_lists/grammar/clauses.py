"""A text cut into clauses: sentences by ；。, segments by ，, brackets set aside."""

import re
from dataclasses import dataclass, field

from emission_lists.grammar.normal import normalise

UNREAD_MARK = re.compile(r"未读懂[\[【]([^\]】]*)[\]】]")
_SHIELD = 0xE000  # private-use signs stand for brackets so that patterns read past them
SHIELDED = "[\ue000-\uf8ff]*"
"""Pattern for any brackets between two words."""


@dataclass
class Sentence:
    """Segments of one sentence, brackets replaced by one sign each."""

    segments: list[str]
    brackets: list[str] = field(default_factory=list)

    def plain(self, text: str) -> str:
        """Put the brackets back."""
        while found := re.search("[\ue000-\uf8ff]", text):
            text = text.replace(found[0], f"({self.brackets[ord(found[0]) - _SHIELD]})")
        return text

    def inner(self, sign: str) -> str:
        """Text within the brackets one sign stands for."""
        return self.plain(self.brackets[ord(sign) - _SHIELD])

    def take(self, segment: str, wanted: re.Pattern[str]) -> tuple[str, list[str]]:
        """Take the brackets a pattern matches out of a segment."""
        taken = []
        for sign in re.findall("[\ue000-\uf8ff]", segment):
            if found := wanted.fullmatch(self.inner(sign)):
                taken.append(next((group for group in found.groups() if group), found[0]))
                segment = segment.replace(sign, "")
        return segment, taken


def sentences(text: str) -> tuple[list[Sentence], list[str]]:
    """Cut a text into sentences, and take out what was marked as not understood before.

    Returns:
        Sentences in order, and the marked texts verbatim.
    """
    marked = UNREAD_MARK.findall(text)
    text = normalise(UNREAD_MARK.sub("", text))
    brackets: list[str] = []

    def shield(found: re.Match[str]) -> str:
        brackets.append(found[1])
        return chr(_SHIELD + len(brackets) - 1)

    while re.search(r"\(([^()]*)\)", text):
        text = re.sub(r"\(([^()]*)\)", shield, text)
    found = []
    for sentence in re.split(r"[;。!]", text):
        segments = [part for part in sentence.split(",") if part.strip("、:")]
        if segments:
            found.append(Sentence(segments, brackets))
    return found, marked
