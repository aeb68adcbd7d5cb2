"""From the lessons in notebooks/ to the learner's own copies in work/, and the JupyterLab that
opens them.

release/ holds the lessons as nbgrader hands them out (solutions and hidden tests gone, outputs
cleared) and can be thrown away; work/ is the learner's, and what is there is never written over.
"""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat.sign import NotebookNotary

from .. import files
from .lessons import PARTS, ROOT, lessons, title_of
from .release import hash_of, make_release

_RECORD = ".course.json"          # in work/: which versions of each lesson have been handed out


def prepare(root: Path = ROOT) -> list[str]:
    """Brings work/ up to date with the lessons and returns what there is to tell the learner.

    A lesson missing in work/ is copied there. One whose new version differs from all that were
    handed out arrives beside the learner's, as NAME.update-HASH.ipynb. Safe to kill at any point
    and to call again.
    """
    make_release(root)
    work = root / "work"
    work.mkdir(exist_ok=True)
    record = _read_record(work)
    news = []
    for lesson in lessons(root):
        name = f"{lesson.parent.name}/{lesson.name}"
        new = (root / "release" / name).read_bytes()
        version, handed_out = hash_of(new), record.setdefault(name, [])
        mine = work / name
        if not mine.exists():
            # Recorded first: were we killed in between, the file is missing and is copied the next
            # time.
            if version not in handed_out:
                handed_out.append(version)
                files.replace(work / _RECORD, json.dumps(record, indent=1).encode())
            files.create(mine, new)
            news.append(f"new: {name}")
        elif version not in handed_out:
            beside = mine.with_name(f"{mine.stem}.update-{version[:6]}.ipynb")
            files.create(beside, new)
            handed_out.append(version)
            files.replace(work / _RECORD, json.dumps(record, indent=1).encode())
            news.append(f"{name} was updated; the new version is beside yours, as {beside.name}. "
                        "Yours is as it was.")
    _write_index(root, work, record)
    return news


def _read_record(work: Path) -> dict[str, list[str]]:
    try:
        return json.loads((work / _RECORD).read_text())
    except (OSError, ValueError):
        return {}


def _write_index(root: Path, work: Path, record: dict) -> None:
    """work/index.md, the page to start from. Ours: it is written anew, unless somebody wrote in
    it."""
    page = work / "index.md"
    text = index_page(root, work).encode()
    written = record.get("index.md", [])
    if page.exists() and hash_of(page.read_bytes()) not in written:
        return
    if not page.exists() or page.read_bytes() != text:
        record["index.md"] = [*written[-1:], hash_of(text)]
        files.replace(work / _RECORD, json.dumps(record, indent=1).encode())
        files.replace(page, text)


def index_page(root: Path, work: Path) -> str:
    lines = ["# Convolutional networks, from one kernel to pictures that a sentence asks for", "",
             "These are **your** copies of the lessons: write in them, break them, run them "
             "again. Nothing here is "
             "ever overwritten; to begin a lesson afresh, rename or delete your copy and start "
             "the course again.", "",
             "In a lesson, run cell after cell with **Shift+Enter**. An exercise is a cell with "
             "`raise NotImplementedError()`: put your code there and run it, then the folded cell "
             "below, which tells you "
             "what is right and what is not yet. `make score` in a terminal counts your points.",
             "",
             "Numbers are those of the whole course. A lesson that is missing here, and that "
             "another one may point to, is "
             "still to be written.", ""]
    for part, title in PARTS.items():
        mine = [path for path in lessons(root) if path.parent.name == part]
        if mine:
            lines += [f"## {title}", "", "| lesson | |", "|---|---|"]
            for path in mine:
                heading, sentence = title_of(path)
                lines.append(f"| [{heading}]({part}/{path.name}) | {sentence} |")
                for update in sorted((work / part).glob(f"{path.stem}.update-*.ipynb")):
                    lines.append(f"| ↳ [an updated version]({part}/{update.name}) | came after "
                                 "you began; yours is "
                                 "as it was |")
            lines.append("")
    return "\n".join(lines)


def main(directory: str | None, arguments: list[str]) -> int:
    """Opens JupyterLab on work/, or on `directory`."""
    folder = ROOT / (directory or "work")
    if directory:
        if not folder.is_dir():
            raise SystemExit(f"There is no directory {folder}.")
        trust([path for path in lessons() if path.is_relative_to(folder.resolve())])
        page = "/lab"
    else:
        for line in prepare():
            print(line)
        page = "/lab/tree/index.md"
    print(f"opening JupyterLab on {folder}; stop it with Ctrl+C. If no browser opens, use the "
          "address below.",
          flush=True)
    server = start_lab(folder, f"--LabApp.default_url={page}", *arguments)
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:                 # the server had it too, and asks whether to stop
            continue


def trust(notebooks: list[Path]) -> None:
    """Signs lessons as this user's own: JupyterLab shows stored drawings (SVG) of trusted notebooks
    only. A lesson that somebody changed since is signed as it is now."""
    notary = NotebookNotary()
    for path in notebooks:
        notary.sign(nbformat.read(path, 4))


def start_lab(folder: Path, *arguments: str, **options) -> subprocess.Popen:
    """Starts JupyterLab on a folder, set up for reading (jupyter/ beside this file): Markdown is
    shown as a page, long lines are wrapped, results are a table, without nbgrader's panels for
    teachers and the offer of news. options: as for Popen."""
    as_root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    paths = [str(Path(__file__).parent / "jupyter"), os.environ.get("JUPYTER_CONFIG_PATH")]
    return subprocess.Popen([sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}",
                             *as_root, *arguments],
                            env=os.environ
                            | {"JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))},
                            **options)
