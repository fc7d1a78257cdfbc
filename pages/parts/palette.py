"""Colours, each with one meaning: blue 达标, amber 关注, dark red 未达标, grey 未到期/不适用. Light and dark."""

from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class Palette:
    """Colours of one look. ``ink`` is text, ``quiet`` secondary text, ``line`` rules and axes."""

    ink: str
    quiet: str
    line: str
    surface: str
    good: str
    watch: str
    bad: str
    none: str
    fills: dict[str, tuple[str, str]]  # level -> (fill of a cell, text on it)


LIGHT = Palette(
    ink="#262730",
    quiet="#6b7280",
    line="#d5d8de",
    surface="#ffffff",
    good="#0072B2",
    watch="#E69F00",
    bad="#A50026",
    none="#9aa0a8",
    fills={
        "best": ("#0072B2", "#ffffff"),
        "mid": ("#8fc3e0", "#08344f"),
        "good": ("#dcebf5", "#0b4a70"),
        "watch": ("#f9dfa6", "#5c3d00"),
        "bad": ("#A50026", "#ffffff"),
        "none": ("#eef0f2", "#6b7280"),
        "silent": ("#ffffff", "#A50026"),
    },
)
DARK = Palette(
    ink="#fafafa",
    quiet="#a3a8b4",
    line="#3b404b",
    surface="#171614",
    good="#56B4E9",
    watch="#F0C24B",
    bad="#FF6B6B",
    none="#8b919c",
    fills={
        "best": ("#56B4E9", "#10222e"),
        "mid": ("#2a6a93", "#e3f2fb"),
        "good": ("#173a52", "#b9dff7"),
        "watch": ("#6b5211", "#ffe7ad"),
        "bad": ("#bf3f48", "#ffffff"),
        "none": ("#262a33", "#a3a8b4"),
        "silent": ("#171614", "#ff8f8f"),
    },
)


def palette() -> Palette:
    """The colours of the look this browser shows."""
    return DARK if st.context.theme.type == "dark" else LIGHT
