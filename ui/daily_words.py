"""Words for the parameters of the regimes without a season: dust, trucks and machinery."""

DAILY_WORDS = {
    "sites": "适用工地", "measure": "措施", "resume": "恢复条件", "exceptions": "例外", "limits": "限值",
    "consequence": "超限后果", "limit": "限值", "counties": "适用县区", "sentence": "运输要求原文",
    "vehicles": "车辆或机械", "share_from": "超标车辆比例自", "within_days": "统计天数",
    "trips_per_day": "日均货车自（辆次/日）", "trips_above": "日均货车大于（辆次/日）",
    "haul_from": "年运输量自（万t/a）", "clean_share": "清洁运输比例", "meanwhile": "建成前",
    "zone": "区域", "from_hour": "自（时）", "to_hour": "至（时）", "max_stage": "禁用至（排放阶段）",
    "min_stage": "低于该阶段禁用", "where": "范围", "uncoded": "未编码登记的禁用", "smoking": "冒黑烟的禁用",
}  # fmt: skip
