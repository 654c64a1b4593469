"""Our own stroke icons on a 24 × 24 grid, drawn by hand: name → inner SVG. Shown through ``{% icon "car"
%}``.
"""

from __future__ import annotations

from functools import cache

from django.utils.safestring import SafeString, mark_safe

from .markup import format_html

# Icons that point along the reading direction; they are mirrored in right-to-left pages.
DIRECTIONAL = frozenset({"arrow", "back", "send", "sign-out", "truck"})

ICONS: dict[str, str] = {
    "alert": '<path d="M12 3.5 2.5 20h19z"/><path d="M12 10v4.5M12 17.4v.1"/>',
    "arrow": '<path d="M4 12h16M14 6l6 6-6 6"/>',
    "back": '<path d="M20 12H4M10 6l-6 6 6 6"/>',
    "bell": '<path d="M5 17c2-2 2-4 2-7a5 5 0 0 1 10 0c0 3 0 5 2 7z"/><path d="M10 20.5h4"/>',
    "box": '<path d="M3.5 7.5 12 3l8.5 4.5v9L12 21l-8.5-4.5z"/><path d="M3.5 7.5 12 12l8.5-4.5M12 12v9"/>',
    "building": '<path d="M4 21V6l8-3v18M12 9h8v12M2.5 21h19M8 9v.1M8 13v.1M8 17v.1M16 13v.1M16 17v.1"/>',
    "calendar": '<rect x="3.5" y="5" width="17" height="15.5" rx="1"/><path d="M3.5 10h17M8 3v4M16 3v4"/>',
    "camera": '<path d="M3 8h4l2-3h6l2 3h4v12H3z"/><circle cx="12" cy="13.5" r="3.5"/>',
    "car": '<path d="M3 16v-4l2.5-1L8 6.5h8l2.5 4.5L21 12v4z"/><circle cx="7.5" cy="16.5" r="2"/>'
    '<circle cx="16.5" cy="16.5" r="2"/><path d="M5.5 11h13"/>',
    "chart": '<path d="M4 3.5V20h16.5"/><path d="M8 16v-4M12.5 16V7M17 16v-6.5"/>',
    "check": '<path d="m4.5 12.5 5 5L20 6.5"/>',
    "circle": '<circle cx="12" cy="12" r="7.5"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 6.5V12l3.5 2.5"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "document": '<path d="M6 3h8.5L19 7.5V21H6z"/><path d="M14 3v5h5M9 12.5h7M9 16.5h7"/>',
    "dot": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "down": '<path d="m6 9.5 6 6 6-6"/>',
    "download": '<path d="M12 3.5V15M7 10.5l5 5 5-5M4 20h16"/>',
    "filter": '<path d="M3.5 5h17l-6.5 8v6l-4 1.5V13z"/>',
    "flag": '<path d="M5 21V4M5 4.5h13l-2.5 4.5 2.5 4.5H5"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3.5 3 3.5 15 0 18M12 3c-3.5 3-3.5 15 0 18"/>',
    "help": '<circle cx="12" cy="12" r="9"/><path d="M9.3 9.5a2.75 2.75 0 1 1 3.7 2.6c-.7.3-1 .8-1 1.6M12 16.9v.1"/>',
    "home": '<path d="M3.5 11 12 3.5 20.5 11M6 9v11.5h12V9M10 20.5V14h4v6.5"/>',
    "key": '<circle cx="8" cy="15.5" r="4.5"/><path d="M11.5 12.5 20 4M16 8l3 3M18 6l1.5 1.5"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="10" rx="1"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>',
    "menu": '<path d="M3.5 6.5h17M3.5 12h17M3.5 17.5h17"/>',
    "message": '<path d="M3.5 4.5h17v12H11l-4.5 4v-4h-3z"/>',
    "moon": '<path d="M19.5 14.5A8 8 0 1 1 9.5 4.5a6.5 6.5 0 0 0 10 10z"/>',
    "pause": '<circle cx="12" cy="12" r="9"/><path d="M9.8 8.5v7M14.2 8.5v7"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 4.8a3.5 3.5 '
    '0 0 1 0 6.4M18 14.5c2 .8 3.2 2.7 3.5 5.5"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.5-4.5 3.5-6.5 7.5-6.5s7 2 7.5 6.5"/>',
    "plus": '<path d="M12 4.5v15M4.5 12h15"/>',
    "print": '<path d="M7 8V3.5h10V8M7 17H3.5V8h17v9H17M7 13.5h10v7H7z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "send": '<path d="M3.5 12 20.5 4l-5 16-4-6.5zM11.5 13.5l4-4"/>',
    "shield": '<path d="M12 3 4.5 5.5V12c0 4.5 3 7.5 7.5 9 4.5-1.5 7.5-4.5 7.5-9V5.5z"/>',
    "sign-out": '<path d="M14 4H5v16h9M10 12h11M17 8l4 4-4 4"/>',
    "sort": '<path d="m8 9.5 4-4.5 4 4.5M8 14.5l4 4.5 4-4.5"/>',
    "star": '<path d="m12 3.5 2.6 5.6 6 .8-4.4 4.2 1.1 6L12 17.2l-5.3 2.9 1.1-6L3.4 9.9l6-.8z"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 '
    '1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"/>',
    "truck": '<path d="M2.5 6H14v11H2.5zM14 9.5h4l3.5 3.5v4H14"/><circle cx="7" cy="17.5" r="2"/>'
    '<circle cx="17.5" cy="17.5" r="2"/>',
    "up": '<path d="m6 14.5 6-6 6 6"/>',
    "wrench": '<path d="M20 7.5 16.5 11 13 7.5 16.5 4A5 5 0 0 0 10 10l-6.5 6.5a2.5 2.5 0 0 0 4 4L14 '
    '14a5 5 0 0 0 6-6.5z"/>',
}


@cache
def plain_icon(name: str) -> SafeString:
    """An icon beside a word: the same few on every page, many times."""
    css, body = drawing(name)
    return format_html('<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', css, body)


def drawing(name: str) -> tuple[str, SafeString]:
    """The classes and the inner SVG of an icon."""
    css = "icon icon--dir" if name in DIRECTIONAL else "icon"
    return css, mark_safe(ICONS[name])  # noqa: S308  (our own drawings)
