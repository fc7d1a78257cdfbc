"""Who asks: accounts, roles, scope, masking, the log. Asked at the door of each room that hands out rows."""

from data_layer.access.directory import viewer_named
from data_layer.access.log import audit
from data_layer.access.masking import mask_id, mask_name, mask_phone, mask_text
from data_layer.access.rights import RIGHTS, ROLE_NAMES, ROLES
from data_layer.access.viewer import (
    EVERYTHING,
    Grant,
    NoAccess,
    Viewer,
    local_administrator,
    require,
    require_org,
    visible_orgs,
)

__all__ = [
    "EVERYTHING",
    "RIGHTS",
    "ROLES",
    "ROLE_NAMES",
    "Grant",
    "NoAccess",
    "Viewer",
    "audit",
    "local_administrator",
    "mask_id",
    "mask_name",
    "mask_phone",
    "mask_text",
    "require",
    "require_org",
    "viewer_named",
    "visible_orgs",
]
