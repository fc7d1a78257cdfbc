"""One table: which role has which right.

A right holds on the organisation of the grant and on everything below it. What identifies a member is behind
rights of its own: ``identify`` gives masked names, ``names`` full names, ``reveal`` one masked number at a time,
with a reason and a record; ``call`` gives a branch the numbers of its own members, to ring them, with a record.
"""

RIGHTS: dict[str, str] = {
    "read": "查看数字和应办事项",
    "identify": "查看名单（姓名打码）和台账原文（打码）",
    "names": "查看名单中的完整姓名",
    "reveal": "说明理由后查看一个完整号码（留痕）",
    "template": "下载预填台账",
    "submit": "核对、报送、撤回台账",
    "call": "查看本支部党员的电话，填写呼叫清单（留痕）",
    "reply": "答复研判意见、回应问题",
    "review": "审核、退回台账",
    "lock": "锁定季度、批准例外和延期",
    "import": "批量导入台账",
    "fund": "登记经费和党（工）委工作",
    "inspect": "安排和记录实地督查",
    "onsite": "查看并填写所授权支部的督查材料",
    "findings": "登记、销号问题",
    "draft": "起草通报和通知",
    "opine": "填写意见",
    "decide": "作出表彰、通报决定",
    "approve": "审批免计和公示",
    "configure": "设置考核口径",
    "accounts": "管理账号和授权",
    "organisations": "维护党组织",
    "log": "查看操作日志",
    "backup": "备份数据",
    "erase": "执行依法删除个人信息",
}

ROLES: dict[str, frozenset[str]] = {
    "branch": frozenset({"read", "identify", "names", "reveal", "template", "submit", "call", "reply"}),
    "staff": frozenset(
        {"read", "identify", "names", "reveal", "template", "submit", "review", "lock", "import"}
        | {"fund", "inspect", "onsite", "findings", "draft"}
    ),
    "leader": frozenset({"read", "identify", "onsite", "opine", "decide", "approve", "erase"}),
    "inspector": frozenset({"onsite"}),
    "administrator": frozenset({"read", "configure", "accounts", "organisations", "log", "backup", "erase"}),
}

ROLE_NAMES: dict[str, str] = {
    "branch": "支部",
    "staff": "工作人员",
    "leader": "领导",
    "inspector": "督查员",
    "administrator": "管理员",
}

#: Rights that show who a member is. They never reach further back than today's tree.
PERSONAL: frozenset[str] = frozenset({"identify", "names", "reveal", "template", "submit", "call", "onsite"})
