"""Who asks: accounts, roles, scope, masking, the log. Asked at the door of each room that hands out rows."""

from data_layer.access.log import audit, audit_in
from data_layer.access.masking import mask_id, mask_name, mask_phone, mask_text
from data_layer.access.rights import RIGHTS, ROLE_NAMES, ROLES
from data_layer.access.viewer import Grant, NoAccess, Viewer, local_administrator, require, require_org, visible_orgs

__all__ = [
    "RIGHTS",
    "ROLES",
    "ROLE_NAMES",
    "Grant",
    "NoAccess",
    "Viewer",
    "audit",
    "audit_in",
    "local_administrator",
    "mask_id",
    "mask_name",
    "mask_phone",
    "mask_text",
    "require",
    "require_org",
    "visible_orgs",
]
