"""Names of exported files: readable, unique, and valid on Windows and Linux."""

import re
import unicodedata

_MOST_CHARACTERS, _MOST_BYTES = 100, 240
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)$")


class Paths:
    """Gives out paths below an export folder, none twice, capitals not told apart."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def of(self, folder: str, name: str, number: str) -> str:
        """Return ``folder/name_number.docx`` with ``/`` between; too long a name is shortened.

        Args:
            folder: County; empty becomes 未填县区.
            name: Enterprise.
            number: Number of the order; kept whole up to 60 characters.
        """
        place = safe(folder, 40) or "未填县区"
        tail = f"_{safe(number, 60)}"
        for copy in range(1, len(self._given) + 2):
            ending = f"{tail}.docx" if copy == 1 else f"{tail}_{copy}.docx"
            most = _MOST_CHARACTERS - len(ending)
            start = safe(name, most, _MOST_BYTES - len(ending.encode())) or "未填企业"
            path = f"{place}/{start}{ending}"
            if path.casefold() not in self._given:
                break
        self._given.add(path.casefold())
        return path


def safe(text: str, most: int, most_bytes: int = _MOST_BYTES) -> str:
    """Return text that may stand in a file name, at most so many characters and UTF-8 bytes.

    >>> safe("../某/公司:1*", 20), safe("CON", 20), safe(" . ", 20)
    ('_某_公司_1_', 'CON_', '')
    """
    whole = unicodedata.normalize("NFC", text)
    kept = "".join(c for c in whole if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    kept = re.sub(r"\s+", " ", re.sub(r'[<>:"/\\|?*]+', "_", kept)).strip(" .")[:most]
    while len(kept.encode()) > most_bytes:
        kept = kept[:-1]
    kept = kept.strip(" .")
    return f"{kept}_" if _RESERVED.match(kept) else kept
