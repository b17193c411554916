"""Columns of a source outside industry: site, road, fleet, machinery, stockpile."""

from data.columns import Column, Table
from data.list_columns.words import CODE_LENGTH, LEVEL_WORDS, TEXT_LENGTH
from data.vocabulary import Emitted, SourceKind

SITE_GRADES = ("A", "B", "C", "D")

OTHER_SOURCES = Table(
    "非工业源",
    (
        Column(
            "source_id",
            "源编号",
            unique=True,
            longest=CODE_LENGTH,
            help="本清单内唯一",
            example="GD0001",
        ),
        Column("source", "名称", help="工地、道路、车队或机械的名称", example="示例路商住楼工地"),
        Column(
            "kind",
            "类别",
            choices=tuple(SourceKind),
            help="工地、道路、堆场计入扬尘源，机动车、非道路机械计入移动源；“其他”只管控，不计入减排比例",
            example="施工工地",
        ),
        Column("county", "县区", help="所在县（市、区）", example="城东区"),
        Column(
            "site_grade",
            "工地等级",
            required=False,
            choices=SITE_GRADES,
            help="施工工地的扬尘管控等级；未评级和其他类别填空",
            example="B",
        ),
        *(
            Column(
                pollutant.column,
                f"{pollutant.label}日排放量",
                "number",
                "kg/d",
                minimum=0,
                required=False,
                help="正常情况下的日排放量，须已包含在全社会排放量的同类源内；不知道的填空，按 0 计",
                example=example,
            )
            for pollutant, example in zip(Emitted, ("35", "", "", ""), strict=True)
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
                help="该级别下的减排比例；没有依据的填空，按 0 计",
                example=example,
            )
            for (level, word), example in zip(LEVEL_WORDS.items(), (40, 60, 80), strict=True)
        ),
        Column(
            "cut_source",
            "减排比例依据",
            required=False,
            longest=TEXT_LENGTH,
            help="填了减排比例就要写明依据",
            example="示例市应急预案附件3",
        ),
        *(
            Column(
                f"measure_{level}",
                f"{word}措施",
                required=False,
                longest=TEXT_LENGTH,
                help="该级别下要做的事",
                example=f"{word}预警期间停止土石方作业",
            )
            for level, word in LEVEL_WORDS.items()
        ),
        Column("contact", "联系人", required=False, example="王某某"),
        Column("phone", "联系电话", required=False, example="0000-0000002"),
    ),
    "工业以外的源，每个工地、每条路、每支车队一行；没有的可以不要此表",
    optional=True,
)
