"""What the tables of the emission list share: choices and lengths."""

from data.vocabulary import RESPONSE_LEVELS

YES_NO = ("是", "否")
LEVEL_WORDS = {level: level.label for level in RESPONSE_LEVELS}
CODE_LENGTH = 32
"""Most characters of a code that other rows point to."""
TEXT_LENGTH = 32_767
"""Most characters a cell of a workbook can hold."""
