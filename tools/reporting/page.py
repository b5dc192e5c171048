"""Writes the page: one HTML file that needs nothing else, but for the recordings that it plays.

What files say is data in it, never markup: it stands in elements that no browser runs, in JSON without "<", and the page's
modules put it in as text. Its content policy lets the page's own two scripts run, by their hashes, and no request leave it.
"""

import base64
import hashlib
import html
import json
from typing import TextIO

from .bundle import bundle
from .libraries import HERE, Library

STYLES = ("page.css", "parts.css", "chart.css", "table.css", "recording.css")


class Page:
    def __init__(self, out: TextIO, title: str, library: Library) -> None:
        self._out = out
        comment = "/*! uPlot\n" + library.licence.replace("*/", "* /") + "*/\n"
        self._scripts = [comment + library.script, bundle(HERE / "page/main.js")]
        style = library.style + "".join((HERE / "page" / name).read_text(encoding="utf-8") for name in STYLES)
        policy = "; ".join(
            [
                "default-src 'none'",
                "script-src " + " ".join(_hash_of(script) for script in self._scripts),
                f"style-src {_hash_of(style)}",
                "media-src 'self' file:",
                "base-uri 'none'",
                "form-action 'none'",
            ]
        )
        out.write(f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{html.escape(title)}</title>
<style>{style}</style>
</head>
<body>
<main id="page"><noscript>This page is drawn by its scripts: allow them.</noscript></main>
""")

    def piece(self, name: str, text: str) -> int:
        """A piece of a picture, base64. How many bytes it takes."""
        return self._out.write(f'<script type="text/plain" id="{name}">{text}</script>\n')

    def end(self, data: dict) -> None:
        self._out.write(f'<script type="application/json" id="data">{script_json(data)}</script>\n')
        for script in self._scripts:
            self._out.write(f"<script>{script}</script>\n")
        self._out.write("</body>\n</html>\n")


def script_json(data: object) -> str:
    """JSON that cannot end the element that it stands in."""
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _hash_of(source: str) -> str:
    if "</script" in source or "</style" in source:
        raise ValueError("a script or style that would end its own element")
    return "'sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode() + "'"
