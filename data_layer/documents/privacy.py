"""个人信息保护影响评估 and 处理活动记录 (个人信息保护法 第55、56条), out of what the store really holds and allows.

Facts are filled in; what only people can say (who assessed, what they conclude) is left blank.
"""

from collections.abc import Callable, Sequence

from data_layer import clock
from data_layer.access import RIGHTS, ROLE_NAMES, ROLES, Viewer, audit
from data_layer.access.marks import watermark_of
from data_layer.access.rights import PERSONAL
from data_layer.documents.content import Document, Heading, Items, Lines, Part, Sentence, Table
from data_layer.documents.pdf import pdf
from data_layer.documents.word import word
from data_layer.oversight.privacy import erasing
from data_layer.oversight.privacy.holdings import HOLDS, holdings
from data_layer.oversight.privacy.standing import Standing, fields, standing
from data_layer.store import Store

KINDS = {"docx": word, "pdf": pdf}
SHEETS = {"impact": "个人信息保护影响评估", "record": "个人信息处理活动记录"}
_RISKS = (
    ("号码、住址被多人看到", "默认打码；查看一个完整内容要有权限、选理由、留痕", "有权的人拍照、抄录"),
    (
        "困难原因、去向被用于别的目的",
        "困难原因一律不显示；去向只到县市；按角色和党组织限定范围",
        "支部手里的纸质台账不归本系统管",
    ),
    ("导出的文件流出", "每份文件写明谁、何时、什么范围；导出记入日志", "文件离开系统后只能靠管理"),
    ("公开文件认出个人", "公示、通报不写姓名；少于 3 人的数和能推算出它的数都不列", "知情人仍可能猜到"),
    ("数据文件、备份被拷走", "数据文件和备份可用密钥加密；备份轮换", "没有配置密钥时是明文"),
    ("保存过久", "保存期限是口径；到期由一人申请、另一人执行依法删除，有报告", "拷到别处的备份须人工删去"),
    ("内部人员改动、删除记录", "只增不改；操作日志逐条相扣，校验能发现改动", "同时掌握数据和全部备份的人不在此列"),
)


def sheet(store: Store, viewer: Viewer, which: str, kind: str = "docx") -> bytes:
    """One of SHEETS as ``docx`` or ``pdf``; leaves a record. Needs ``erase``. Raises NoAccess, DocumentProblem."""
    made = KINDS[kind](content(store, viewer, which))
    with store.write() as w:
        audit(w, viewer, "privacy_sheet", object=f"{which} {kind}")
    return made


def content(store: Store, viewer: Viewer, which: str) -> Document:
    """What it says; nobody is named."""
    found = standing(store, viewer)
    told: Callable[[Store, Viewer, Standing], list[Part]] = _impact if which == "impact" else _record
    below = f"{found.name} · {clock.now():%Y-%m-%d %H:%M} 由系统按实际存储和设置生成"
    return Document(
        SHEETS[which], below, SHEETS[which], watermark_of(viewer, found.name), tuple(told(store, viewer, found))
    )


def _impact(store: Store, viewer: Viewer, found: Standing) -> list[Part]:
    return [
        Heading("一、处理了什么"),
        Sentence(_amount(found)),
        *_fields(),
        Heading("二、目的、方式是否合法、正当、必要"),
        Sentence("目的：落实流动党员教育管理服务方案，看清每名流动党员由谁联系、各项工作是否做到。方式：支部报送台账，系统核对、"
                 "汇总，不从其他来源取得，不作自动化决策：表彰、通报由会议决定，系统只列事实和建议。"),
        *_purposes(),
        Sentence("合法性基础（由单位填写：第13条的哪一项；敏感个人信息是否取得单独同意，第28、29条）："),
        Lines(2),
        Heading("三、对个人权益的影响和安全风险，保护措施"),
        Table(("风险", "措施", "剩余的风险"), _RISKS, (3, 6, 4)),
        *_measures(found),
        Heading("四、谁能看到"),
        *_roles(),
        Heading("五、保存多久"),
        *_retention(found),
        Heading("六、结论"),
        Sentence("保护措施是否合法、有效并与风险程度相适应（由评估人填写）："),
        Lines(4),
        Sentence("评估人：　　　　　　　　审批人：　　　　　　　　日期：　　　　年　　月　　日"),
        Sentence(f"本评估和处理情况记录至少保存 {found.retention[1][1]} 年。", quiet=True),
    ]  # fmt: skip


def _record(store: Store, viewer: Viewer, found: Standing) -> list[Part]:
    looks = [(act, f"{times}", f"{accounts}") for act, times, accounts in found.looks]
    done = [
        (f"{each.request}", each.org_name, f"{each.asked_on}", erasing.GROUNDS[each.ground],
         erasing.ENDS.get(each.ended, "待办理"), f"{each.ended_on or ''}")
        for each in erasing.requests(store, viewer)
    ]  # fmt: skip
    return [
        Heading("一、处理者"),
        Sentence("处理者、负责人、联系方式（由单位填写）："),
        Lines(1),
        Heading("二、处理的目的、种类、数量"),
        Sentence(_amount(found)),
        *_purposes(),
        Heading("三、处理的个人信息"),
        *_fields(),
        Heading("四、接收方"),
        Sentence("本系统不向外提供、不委托处理、不公开个人信息，不向境外提供，不连接第三方网络服务；"
                 "配置了邮件提醒的，邮件里没有姓名和号码。"),
        *_roles(),
        Heading("五、近一年的查看、下载、导出"),
        Table(("事项", "次数", "账号数"), looks, (5, 2, 2)) if looks else Sentence("没有。"),
        Heading("六、依法删除"),
        _erased(done),
        Heading("七、保存期限和安全措施"),
        *_retention(found),
        *_measures(found),
    ]  # fmt: skip


def _erased(rows: Sequence[tuple[str, ...]]) -> Part:
    if not rows:
        return Sentence("没有。")
    return Table(("申请号", "党支部", "申请", "依据", "结果", "办结"), rows, (2, 4, 3, 4, 2, 3))


def _amount(found: Standing) -> str:
    return (
        f"{found.branches} 个党支部，{found.ledgers} 份台账，可以识别 {found.people} 人，"
        f"其中曾登记困难的 {found.hardship} 人；已依法删除 {found.erased} 个编号。"
    )


def _fields() -> list[Part]:
    return [Table(("台账", "字段", "类别", "怎样显示"), fields(), (5, 3, 1, 5))]


def _purposes() -> list[Part]:
    held = [each for each in holdings() if each.holds in ("identity", "accounts")]
    rows = [(each.what, each.why, HOLDS[each.holds]) for each in held]
    ids = sum(each.holds == "ids" for each in holdings())
    return [
        Table(("存了什么", "为了什么", "类别"), rows, (6, 4, 3)),
        Sentence(f"另有 {ids} 类记录只有内部编号和日期，离开上面的内容认不出是谁。", quiet=True),
    ]


def _roles() -> list[Part]:
    rows = [
        (ROLE_NAMES[role], "；".join(RIGHTS[right] for right in RIGHTS if right in rights & PERSONAL) or "不看个人信息")
        for role, rights in ROLES.items()
    ]
    return [
        Table(("角色", "对个人信息的权限（限于授权的党组织及其下级）"), rows, (2, 9)),
    ]


def _retention(found: Standing) -> list[Part]:
    return [
        Table(
            ("保存什么", "几年", "依据"), [(label, f"{n}", clause) for label, n, clause in found.retention], (6, 1, 4)
        )
    ]


def _measures(found: Standing) -> list[Part]:
    last = f"，最近一份 {found.last_backup:%Y-%m-%d}" if found.last_backup else ""
    said = (
        f"数据文件{'已' if found.encrypted else '没有'}加密。",
        f"备份 {found.backups} 份{last}。",
        "查看完整内容、下载台账和附件、导出都记入操作日志；日志逐条相扣。",
        "日志、网址、文件名、出错信息里没有姓名和号码；上传处理不留临时文件。",
    )
    return [Items(said)]
