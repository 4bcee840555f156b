"""The page's files: whole, our own, and served with nothing around them."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.http.page import FOLDER
from tests.page_history import write_history
from tests.page_serving import serving

IMPORT = re.compile(r'from "(\.[^"]+)"')
ADDRESS = re.compile(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", re.IGNORECASE)

OWN_ADDRESSES = {"http://www.w3.org"}
"""The name of SVG, which nobody asks for."""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    db = tmp_path_factory.mktemp("page") / "history.db"
    write_history(db)
    with serving(db) as found:
        yield found


def sources(*endings: str) -> list[Path]:
    return [path for path in FOLDER.rglob("*") if path.suffix in endings]


@pytest.mark.parametrize(
    ("path", "kind"),
    [("", "text/html"), ("page/app.js", "text/javascript"), ("page/style/base.css", "text/css"),
     ("page/icon.svg", "image/svg+xml"), ("page/manifest.webmanifest", "application/manifest+json")],
)  # fmt: skip
def test_files_come_as_what_they_are(url: str, path: str, kind: str) -> None:
    answer = httpx.get(url + path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(kind)


@pytest.mark.parametrize("path", ["", "page/app.js"])
def test_nothing_strange_runs_in_the_page(url: str, path: str) -> None:
    headers = httpx.get(url + path).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["../http/page.py", "..%2fhttp%2fpage.py", "%2e%2e/configuration.py", "/etc/passwd"]
)
def test_only_the_pages_files_are_served(url: str, path: str) -> None:
    answer = httpx.get(f"{url}page/{path}")
    assert answer.status_code == 404
    assert "root:" not in answer.text


def test_an_older_page_is_never_shown(url: str) -> None:
    first = httpx.get(f"{url}page/app.js")
    again = httpx.get(f"{url}page/app.js", headers={"If-None-Match": first.headers["ETag"]})
    assert first.headers["Cache-Control"] == "no-cache"
    assert again.status_code == 304


@pytest.mark.parametrize("module", sources(".js"), ids=lambda path: str(path.relative_to(FOLDER)))
def test_what_a_module_imports_is_there(module: Path) -> None:
    missing = [
        name for name in IMPORT.findall(module.read_text("utf-8")) if not (module.parent / name).is_file()
    ]
    assert missing == []


def test_what_html_names_is_there() -> None:
    for document in sources(".html"):
        named = re.findall(r'(?:src|href)="([^"#]+)"', document.read_text("utf-8"))
        base = FOLDER.parent if document.name == "index.html" else document.parent
        assert [name for name in named if name != "/" and not (base / name).exists()] == []


def test_no_file_fetches_from_elsewhere() -> None:
    found = {
        address
        for path in sources(".js", ".css", ".html", ".svg", ".webmanifest")
        for address in ADDRESS.findall(path.read_text("utf-8"))
    }
    assert found <= OWN_ADDRESSES


def test_html_holds_no_scripts_and_no_styles() -> None:
    for document in sources(".html"):
        text = document.read_text("utf-8")
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text)


def test_the_worker_keeps_every_file() -> None:
    listed = re.findall(r'"([\w/]+\.\w+)",?', (FOLDER / "worker.js").read_text("utf-8").split("ANSWERS")[0])
    there = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file()}
    assert set(listed) == there - {"worker.js", "index.html"}
