"""Files as the office's member-management system gives them out, with invented people: layouts, not data."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

R1 = """序号 姓名 所在党支部 公民身份证号 性别 民族 出生日期 学历 人员类别 加入党组织日期 转为正式党员日期 工作岗位
手机号 固定电话 家庭住址 党籍状态 是否为失联党员 失去联系日期 是否为流动党员 外出流向""".split()
R2 = """用户 分党委名称 党支部名称 原职业 外出流向 流出时间 流出省份 流出原因 是否持有《中国共产党流动党员活动证》
组织关系状态 状态 申请时间""".split()


def _rows(text: str) -> list[list[str]]:
    """Labels, a row of the form a line; _ is a line break in a label."""
    return [[label.replace("_", "\n") for label in line.split()] for line in text.strip().splitlines()]


L1 = _rows("""
姓名 性别 出生年月 民族
婚姻状况 入党时间 转正日期 参加工作时间
身份证号码 籍贯
入党时所在支部 转入当前支部日期 转出党支部名称 现任党内职务
学历学位 毕业院校 专业
职业类型 现任工作单位 职务
户籍所在地 手机号码 QQ号 微信号
家庭住址
流出日期 外出流向 是否持有流动_党员活动证 流动党员_活动证编号
流入单位 流入单位党组织_联系人 流入单位党组织_联系方式 党组织类型
外出原因
出国日期 出国原因 出国后与组织_联系情况
党籍处理方式 回国日期 恢复组织_生活情况
""")
L1_SECTIONS = {"党员基本信息": 3, "党籍信息": 1, "学历信息": 1, "职业信息": 1, "联系方式": 2, "党员流动信息": 3}  # rows
L2 = _rows("""
姓名 身份证号码
与党组织联系情况 流出支部联系人
入党时间 流出支部联系人联系方式
转正时间 流入支部联系人
入党时所在支部 流入支部联系人联系方式
转正时所在支部 流入地（单位）
入党介绍人 失去联系日期
所在支部 出国日期
进入党支部日期 出国原因
现任党内职务 出国后与组织联系情况
组织关系所在单位 党籍处理方式
流出日期 回国日期
外出流向 恢复组织生活情况
外出类型 审核人
外出原因 支部书记审核
活动证号码
""")
L3 = _rows("""
姓名 性别
民族 公民身份证号
出生日期 学历
人员类别 所在党支部
加入党组织日期 转为正式党员日期
工作岗位
手机号 固定电话
家庭住址
党籍状态 是否为失联党员
失去联系日期 是否为流动党员
外出流向
信息采集人 采集日期
支部书记签名 基层党委签名
""")

Facts = dict[str, Any]


def facts(text: str, **more: Any) -> Facts:
    """``label=value`` by white space, and more."""
    return dict(pair.split("=") for pair in text.split()) | more


def register(headers: Sequence[str], people: Sequence[Facts], *, title: str, footer: str = "", above: int = 3) -> bytes:
    """One row a person under a header, ``above`` lines over it and a footer below."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("Sheet1")
    page.merge_range(0, 0, 0, len(headers) - 1, title)
    for column, text in enumerate(headers):
        page.write(above, column, text)
    for row, facts in enumerate(people, start=above + 1):
        for column, text in enumerate(headers):
            if (value := facts.get(text)) is not None:
                page.write(row, column, value)
    if footer:
        page.write(above + 1 + len(people), 0, footer)
    book.close()
    return buffer.getvalue()


def forms(rows: Sequence[Sequence[str]], people: Sequence[Facts], *, title: str, sections: bool = False) -> bytes:
    """A sheet a person; label and value side by side, the last value of a row merged to the edge. ``sections``: with
    L1's vertical headings at the left and the family at the foot."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    wide = 2 * max(map(len, rows))
    left = 1 if sections else 0
    for number, facts in enumerate(people, start=1):
        page = book.add_worksheet(f"{number}")
        page.merge_range(0, 0, 0, wide + left - 1, title)
        at = 1
        if "党组织名称" in facts:
            page.write(1, 0, f"党组织名称：{facts['党组织名称']}")
            at = 2
        begin = at
        for labels in rows:
            for place, label in enumerate(labels):
                page.write(at, left + 2 * place, label)
                value = facts.get("".join(label.split()), "")
                first, last = left + 2 * place + 1, wide + left - 1
                if label == labels[-1] and first < last:
                    page.merge_range(at, first, at, last, value)
                else:
                    page.write(at, first, value)
            at += 1
        if sections:
            for name, height in L1_SECTIONS.items():
                if height > 1:
                    page.merge_range(begin, 0, begin + height - 1, 0, name)
                else:
                    page.write(begin, 0, name)
                begin += height
            for column, text in enumerate(("称谓", "姓名", "年龄", "政治面貌", "工作单位", "工作职务")):
                page.write(at, left + column, text)
            page.write_row(at + 1, left, ("父亲", "赵大海", 70, "群众", "务农", ""))
            page.write_row(at + 8, left, ("保管单位", "松岗街道", "保管资料", "入党志愿书"))
    book.close()
    return buffer.getvalue()
