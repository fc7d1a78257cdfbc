"""Which rounds wait, and for whom: a branch's reply, a meeting, a document."""

from datetime import date

from data_layer import clock
from data_layer.access import Viewer
from data_layer.assessment.agenda import Task
from data_layer.assessment.view import View
from data_layer.organisations import tree
from data_layer.oversight.rounds.reading import Round, rounds
from data_layer.oversight.writing import may_any
from data_layer.store import Store


def to_reply(store: Store, viewer: Viewer, org: int) -> list[Round]:
    """The rounds to which a branch has not replied and still can; whoever may not reply for it: none."""
    if not may_any(store, viewer, org, "reply"):
        return []
    found = []
    for each in rounds(store, viewer):
        own = each.of(org)
        if each.state not in ("issued", "dropped") and own is not None and not own.replies and not own.settled:
            found.append(each)
    return found


def tasks(store: Store, viewer: Viewer, view: View) -> list[Task]:
    """What waits of the rounds of the view's units, today: a meeting (replied, or the day has passed), a document."""
    if view.looking_back:
        return []
    below = set(tree(store).below(view.org))
    going = [each for each in rounds(store, viewer) if each.whole and each.unit in below]
    today = clock.today()
    meeting = sum(_heard(each, today) for each in going)
    public = sum(
        each.state == "published" and each.published is not None and each.published[1] < today for each in going
    )
    found = [Task("个批次待会议决定", meeting, "rounds"), Task("个批次公示期满待印发", public, "rounds")]
    return [each for each in found if each.count]


def _heard(each: Round, today: date) -> bool:
    """Somebody is undecided, and all who are were heard."""
    pending = [one for one in each.candidates if not one.settled]
    waits = each.state not in ("issued", "dropped") and bool(pending)
    return waits and (each.reply_by < today or all(one.replies for one in pending))
