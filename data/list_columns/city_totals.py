"""Columns of the city's whole emission (全社会排放量) by sector."""

from data.columns import Column, Table
from data.list_columns.words import LEVEL_WORDS, TEXT_LENGTH
from data.vocabulary import Emitted, Sector

CITY_TOTALS = Table(
    "全社会排放量",
    (
        Column(
            "sector",
            "排放源",
            choices=tuple(sector.label for sector in Sector),
            unique=True,
            example="工业源",
        ),
        *(
            Column(
                pollutant.column,
                f"{pollutant.label}日排放量",
                "number",
                "kg/d",
                minimum=0,
                help="全市该类源的日排放量，是减排比例的分母",
                example=example,
            )
            for pollutant, example in zip(Emitted, (52000, 41000, 98000, 60000), strict=True)
        ),
        *(
            Column(
                f"cut_{level}",
                f"{word}减排比例",
                "number",
                "%",
                minimum=0,
                maximum=100,
                required=False,
                help="移动源、扬尘源、生活源在该级别的减排比例；工业源填空，没有依据的也填空",
                example="",
            )
            for level, word in LEVEL_WORDS.items()
        ),
        Column(
            "cut_source",
            "减排比例依据",
            required=False,
            longest=TEXT_LENGTH,
            help="填了减排比例就要写明依据",
            example="",
        ),
    ),
    "全市各类源的日排放量，每类一行",
)
