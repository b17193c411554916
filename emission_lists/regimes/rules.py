"""Reading the rule of a regime for a day."""

from data import parameters
from data.parameters import DatedValue, ParameterError
from emission_lists.regimes.situation import Situation


def in_force(name: str, situation: Situation) -> DatedValue | None:
    """Return a rule in force, its value None where it is not known (未定); None without any.

    Raises:
        ParameterError: A file that is there cannot be accepted.
    """
    try:
        return parameters.on(f"regimes/{name}", situation.day, situation.city)
    except ParameterError as problem:
        # A file that is refused has a cause; a rule that is not laid down has none.
        if problem.__cause__ is not None:
            raise
        return None
