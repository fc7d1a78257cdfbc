"""The match key of a name: what two spellings of one name have in common."""

import unicodedata
from functools import lru_cache

# Written between the parts of a name in minority languages; keyboards offer many dots for one sign.
_DOTS = str.maketrans(dict.fromkeys("•‧・∙⋅●．.", "·"))
# Invisible marks that come along when text is pasted from chat programs and web pages.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))


@lru_cache(maxsize=1 << 16)  # the same names come back with every row
def name_key(text: str) -> str:
    """The key by which names (of people and of organisations) are compared, in NFKC, without white space.

    Only for comparing: what was typed is kept and shown, since NFKC changes some characters of names.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_INVISIBLE))
    return "".join(plain.split()).translate(_DOTS)
