"""Performance grades: schemes, the history of a grade, what is in force on a day, and why."""

from emission_lists.grading.effective import effective
from emission_lists.grading.history import GRADE_RECORDS, GradeAct, empty_history
from emission_lists.grading.indicators import weakest
from emission_lists.grading.schemes import lowest, overall

__all__ = [
    "GRADE_RECORDS",
    "GradeAct",
    "effective",
    "empty_history",
    "lowest",
    "overall",
    "weakest",
]
