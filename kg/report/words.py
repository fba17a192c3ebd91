"""Words of the brief in both languages."""

from typing import Final

_STAGES_ZH: Final = dict(
    attract="招引",
    plan="谋划",
    sign="签约",
    land="落地",
    start="开工",
    build="在建",
    complete="竣工",
    operate="投产",
)
WORDS: Final[dict[str, dict[str, str]]] = {
    "zh": {
        "title": "{place}投资与项目简报", "scope": "依据{first}年至{last}年的政府工作报告；项目一节为{year}年报告所述。",
        "overview": "概览", "funnel": "项目进度分布", "notes": "原文出处", "passage": "第{n}段", "new": "新提出", "same": "与上年相同", "none": "报告未提及。",
        "projects_title": "项目", "stalled_title": "未再提及的未完项目", "parks_title": "园区", "companies_title": "企业", "programs_title": "计划与行动", "partners_title": "合作方",
        "project": "项目", "stage": "进度", "amount": "投资额", "change": "较上年", "year": "年份", "park": "园区", "companies": "企业数", "projects": "项目数", "company": "企业", "how": "关系", "what": "所在或项目", "program": "名称", "one": "一方", "other": "合作方", "kind": "类别", "source": "出处",
        "SUPPORTS": "扶持", "HOSTS": "入驻", "UNDERTAKES": "承担", "LOCATED_IN": "位于", "Institution": "机构", "District": "地方", "Company": "企业", **_STAGES_ZH,
    },
    "en": {
        "title": "Brief on investment and projects: {place}", "scope": "From the government work reports of {first} to {last}; projects are those of the {year} report.",
        "overview": "Overview", "funnel": "Projects by stage", "notes": "Sources", "passage": "passage {n}", "new": "new", "same": "as last year", "none": "Not named in the reports.",
        "projects_title": "Projects", "stalled_title": "Unfinished projects no longer named", "parks_title": "Parks", "companies_title": "Companies", "programs_title": "Programs", "partners_title": "Partners",
        "project": "Project", "stage": "Stage", "amount": "Investment", "change": "Against last year", "year": "Year", "park": "Park", "companies": "Companies", "projects": "Projects", "company": "Company", "how": "Relation", "what": "Park or project", "program": "Program", "one": "Side", "other": "Partner", "kind": "Kind", "source": "Source",
    },
}  # fmt: skip
