"""Keys of the parameters of the seasonal regimes in Chinese, for the page on policy."""

SEASON_WORDS = {
    "season": "季", "first_day": "首日", "last_day": "末日", "first": "自", "last": "至", "spans": "日期",
    "unfinished": "未完成治理", "since": "起日", "everybody": "不限行业", "clause": "条款",
    "by_class": "按产业结构类别", "near_km": "周边公里数", "near_of": "周边以何处为准", "near": "周边比例",
    "near_may_stop": "周边可停产错峰", "by_grade": "按绩效等级", "staggered": "错峰", "exempt": "豁免",
    "stop": "停产", "exempt_marks": "豁免情形", "mark": "情形", "green_factory": "工信部绿色工厂",
    "ule_filed": "超低排放改造已备案", "own_account": "自主减排", "exemption_list": "豁免清单",
    "criteria": "条件", "needs": "须具备", "industry_needs": "行业另须具备", "below_special": "低于特别排放限值",
    "removal": "移出", "question": "待核文意", "treatment_done": "已完成治理改造",
    "low_emission": "超低排放", "clean_transport": "清洁运输", "dry_quenching": "干法熄焦",
    "demand": "以需定产", "duties": "保障任务", "measure": "措施", "already_below": "负荷已低",
    "before": "此日之前", "by_line": "执行方式", "city_may_raise": "城市可提高",
    "start": "起（时）", "end": "止（时）", "processes": "涉VOCs工序", "activities": "作业",
    "activity": "作业", "outdoor": "户外作业", "everywhere": "不论位置", "built_up": "限建成区",
    "kinds": "排放源类别", "petrol": "加油站", "carbon": "活性炭", "due": "期限", "words": "识别用词",
    "temperature_from": "气温自（℃）", "o3_from": "臭氧自（µg/m³）",
}  # fmt: skip
