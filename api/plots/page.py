"""The report as one page of HTML that needs no other file."""

import base64
from collections.abc import Mapping, Sequence
from html import escape

import cv2
import numpy as np

from api.plots.album import Chapter, Plot
from api.plots.palette import in_order

WEBP_QUALITY = 85
"""A tenth of the PNG's bytes, without a difference that could be seen."""

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 1000px;
       margin: 2rem auto; padding: 0 1rem; }
h1 { margin: 0; }
h2 { margin: 3rem 0 0; padding-top: 0.5rem; border-top: 1px solid #ddd; }
nav a { margin-right: 1rem; }
figure { margin: 1.5rem 0; }
img { width: 100%; height: auto; display: block; }
figcaption, .remark { color: #6b6b6b; font-size: 0.85rem; }
table { border-collapse: collapse; margin: 1.5rem 0; }
th, td { text-align: right; padding: 0.2rem 0 0.2rem 1.5rem; border-bottom: 1px solid #eee; }
th { font-weight: 600; }
th:first-child { text-align: left; padding-left: 0; }
td { font-variant-numeric: tabular-nums; }
a { color: #0072b2; }
"""


Totals = Mapping[tuple[str, str], int]
"""How many events, by camera and label."""


def page_html(chapters: Sequence[Chapter], totals: Totals, remark: str) -> str:
    """Lay out the page; the plots stand in it, and links lead to their files beside it.

    Raises:
        OSError: A plot's file cannot be read.
    """
    parts = [
        "<h1>What happened</h1>",
        f'<p class="remark">{escape(remark)}</p>' if remark else "",
        _table(totals) if totals else "<p>No events.</p>",
        _contents(chapters) if len(chapters) > 1 else "",
        *(_chapter(number, chapter) for number, chapter in enumerate(chapters)),
    ]
    body = "\n".join(part for part in parts if part)
    head = f'<meta charset="utf-8"><title>vedette report</title><style>{STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def _table(totals: Totals) -> str:
    """A row for each camera, a column for each label."""
    labels = in_order(label for _, label in totals)
    heading = "".join(f"<th>{escape(label)}</th>" for label in ("camera", *labels, "all"))
    rows = (_row(camera, labels, totals) for camera in dict.fromkeys(camera for camera, _ in totals))
    link = '<p><a href="counts.csv">Counts per hour as CSV</a></p>'
    return f"<table><tr>{heading}</tr>{''.join(rows)}</table>\n{link}"


def _row(camera: str, labels: Sequence[str], totals: Totals) -> str:
    counts = [totals.get((camera, label), 0) for label in labels]
    cells = "".join(f"<td>{count:,}</td>" if count else "<td></td>" for count in (*counts, sum(counts)))
    return f"<tr><th>{escape(camera)}</th>{cells}</tr>"


def _contents(chapters: Sequence[Chapter]) -> str:
    links = (
        f'<a href="#chapter-{number}">{escape(chapter.title)}</a>' for number, chapter in enumerate(chapters)
    )
    return f"<nav>{' '.join(links)}</nav>"


def _chapter(number: int, chapter: Chapter) -> str:
    figures = "\n".join(_figure(plot) for plot in chapter.plots)
    return f'<h2 id="chapter-{number}">{escape(chapter.title)}</h2>\n{figures}'


def _figure(plot: Plot) -> str:
    links = f'<a href="{escape(plot.svg.name)}">SVG</a> · <a href="{escape(plot.png.name)}">PNG</a>'
    image = f'<img alt="{escape(plot.title)}" src="{_embedded(plot)}">'
    return f"<figure>{image}<figcaption>{links}</figcaption></figure>"


def _embedded(plot: Plot) -> str:
    """The plot as a URL that carries it: lines stay lines, pictures become WebP."""
    if plot.is_photographic:
        image = cv2.imdecode(np.frombuffer(plot.png.read_bytes(), np.uint8), cv2.IMREAD_COLOR_BGR)
        assert image is not None, f"{plot.png} is no picture"
        _, webp = cv2.imencode(".webp", image, [cv2.IMWRITE_WEBP_QUALITY, WEBP_QUALITY])
        return f"data:image/webp;base64,{base64.b64encode(webp.tobytes()).decode()}"
    return f"data:image/svg+xml;base64,{base64.b64encode(plot.svg.read_bytes()).decode()}"
