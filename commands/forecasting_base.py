"""What the commands of the forecast share: models by name, several values, rows as JSON."""

import json
import sys
from datetime import datetime
from enum import StrEnum
from typing import Any

import pandas as pd

from commands import base
from forecasting.models import MODELS

ModelName = StrEnum("ModelName", {name: name for name in MODELS})  # type: ignore[misc]
DEFAULT_MODEL = ModelName("blend")


class ManyValues(base.Command):
    """Lets options that may be given several times take several values in a row."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Repeat the option before each further value: ``--city A B`` is ``--city A --city B``."""
        many = {
            name
            for parameter in self.params
            if getattr(parameter, "multiple", False)
            for name in parameter.opts
        }
        spelled: list[str] = []
        option = ""
        for position, text in enumerate(args):
            if text.startswith("--"):
                option = text if text in many else ""
            elif option and args[position - 1] != option:
                spelled.append(option)
            spelled.append(text)
        return super().parse_args(ctx, spelled)


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as JSON takes them: days as text, missing as null."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [
        {
            str(name): f"{cell:%Y-%m-%d}" if isinstance(cell, datetime) else cell
            for name, cell in row.items()
        }
        for row in plain.to_dict("records")
    ]


def print_record(record: dict[str, Any]) -> None:
    """Write the one JSON object that scripts read."""
    json.dump(record, sys.stdout, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")


def progress(done: int, total: int) -> None:
    """Count on the terminal how far a long command has come; silent in a pipe."""
    if sys.stderr.isatty():
        print(f"\r{done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)
