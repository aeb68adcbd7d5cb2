"""From the lessons in notebooks/ to the learner's own copies in work/, and the JupyterLab that
opens them.

release/ holds the lessons as nbgrader hands them out (solutions and hidden tests gone, outputs
cleared) and can be thrown away; work/ is the learner's, and what is there is never written over.
"""
from __future__ import annotations

import contextlib
import json
import os
import posixpath
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat.sign import NotebookNotary

from .. import files
from .lessons import PARTS, ROOT, can_write, exercises_of, lessons, title_of, work_of
from .release import hash_of, make_release

_LINK = re.compile(r"\]\((?!\w+:|#)([^)]+)\)")              # to a file beside the page
_RECORD = ".course.json"          # in work/: which versions of each lesson have been handed out
SCORES = ".scores.json"           # in work/: what the last `make score` found


def prepare(root: Path = ROOT) -> list[str]:
    """Brings work/ up to date with the lessons and returns what there is to tell the learner.

    A lesson missing in work/ is copied there. One whose new version differs from all that were
    handed out arrives beside the learner's, as NAME.update-HASH.ipynb. Safe to kill at any point
    and to call again.
    """
    work = work_of(root)
    if not can_write(work):
        raise SystemExit(f"course: nothing can be written in {work}. Where the course is installed "
                         "for many, or its folder may only be read, say where your copies of the "
                         "lessons are to be: set COURSE_WORK to a folder of yours, as in "
                         "COURSE_WORK=~/convnets make lab")
    release = make_release(root)
    record = _read_record(work)
    news = []
    for lesson in lessons(root):
        name = f"{lesson.parent.name}/{lesson.name}"
        new = (release / name).read_bytes()
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
    write_index(root)
    return news


def _read_record(work: Path) -> dict[str, list[str]]:
    try:
        return json.loads((work / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def write_index(root: Path = ROOT) -> None:
    """work/index.md, the page to start from. Ours: it is written anew, unless somebody wrote in
    it."""
    work = work_of(root)
    page, record = work / "index.md", _read_record(work)
    text = index_page(root, work).encode()
    written = record.get("index.md", [])
    if page.exists() and hash_of(page.read_bytes()) not in written:
        return
    if not page.exists() or page.read_bytes() != text:
        record["index.md"] = [*written[-1:], hash_of(text)]
        files.replace(work / _RECORD, json.dumps(record, indent=1).encode())
        files.replace(page, text)


def index_page(root: Path, work: Path) -> str:
    scores = {}
    with contextlib.suppress(OSError, ValueError):
        scores = json.loads((work / SCORES).read_text(encoding="utf-8"))
    progress = {path.stem: Progress(path, scores.get(path.stem)) for path in lessons(root)}
    lines = ["# Convolutional networks, from one kernel to pictures that a sentence asks for", "",
             *_next_thing(progress), "",
             "These are **your** copies of the lessons: write in them, break them, run them "
             "again. Nothing here is "
             "ever overwritten; to begin a lesson afresh, rename or delete your copy and start "
             "the course again.", "",
             "In a lesson, run cell after cell with **Shift+Enter**. An exercise is a cell with "
             "`raise NotImplementedError()`: put your code there, run it, and go on to the grey "
             "line that begins with \"The check of exercise\". This is a folded cell: Shift+Enter "
             "runs it, a click unfolds it. It tells you what is right and what is not yet. *Run "
             "All Cells* stops at the first exercise that is not right. The last cell of a lesson "
             "counts your points, and `make score` in a terminal those of all lessons; this "
             "page shows them.",
             "",
             "The line *Follows* at the top of a lesson names the lecture notes and slides, `000` "
             "to `004`, that the course is built on. They are in Russian and not part of the "
             "course; the lessons can be read without them.", ""]
    if {path.parent.name for path in lessons(root)} != set(PARTS):
        lines += ["Numbers are those of the whole course. A lesson that another one points to may "
                  "be missing here.", ""]
    for part, title in PARTS.items():
        mine = [path for path in lessons(root) if path.parent.name == part]
        if mine:
            lines += [f"## {title}", "", "| lesson | | points | open |", "|---|---|---|---|"]
            for path in mine:
                heading, sentence = title_of(path)
                this = progress[path.stem]
                sentence = _LINK.sub(         # it was written for a page in the lesson's folder
                    lambda link, part=part: f"]({posixpath.normpath(f'{part}/{link[1]}')})",
                    sentence)
                lines.append(f"| [{heading}]({part}/{path.name}) | {sentence} | {this.points} | "
                             f"{this.open} |")
                for update in sorted((work / part).glob(f"{path.stem}.update-*.ipynb")):
                    lines.append(f"| ↳ [an updated version]({part}/{update.name}) | came after "
                                 "you began; yours is "
                                 "as it was | | |")
            lines.append("")
    return "\n".join(lines)


class Progress:
    """How far a learner is with a lesson, by the last count of its points."""

    def __init__(self, lesson: Path, score: dict | None):
        self.lesson, self.score = lesson, score
        done = {e["name"] for e in score["exercises"] if not e["problem"]} if score else ()
        self.left = [e for e in exercises_of(lesson) if e.name not in done]

    @property
    def points(self) -> str:
        if not self.score:
            return ""
        counted = [e for e in self.score["exercises"] if not e["in_words"]]
        return f"{sum(e['points'] for e in counted):g} of {sum(e['of'] for e in counted):g}"

    @property
    def open(self) -> str:
        if not self.left:
            return "✓"
        words = "exercise" if len(self.left) == 1 else "exercises"
        return f"{len(self.left)} {words}, {sum(e.minutes for e in self.left)} min"


def _next_thing(progress: dict[str, Progress]) -> list[str]:
    """What to do next: the first exercise that is open, in the lesson begun last or the first."""
    begun = [p for p in progress.values() if p.score and p.left]
    if begun:
        this = max(begun, key=lambda p: (p.score["when"], -int(p.lesson.stem[:2])))
    else:
        this = next((p for p in progress.values() if p.left), None)
    if this is None:
        return ["**Every exercise is done.**"]
    link = f"[{title_of(this.lesson)[0]}]({this.lesson.parent.name}/{this.lesson.name})"
    if not this.score:
        return [f"**Next:** {link}, {len(this.left)} exercises."]
    return [f"**Next:** exercise {this.left[0].number} of {link}: {this.left[0].title} "
            f"({this.left[0].minutes} min)."]


def main(dir: str | None = None, prepare_only: bool = False,
         arguments: Sequence[str] = ()) -> int:
    """Opens JupyterLab on work/, or on the folder `dir`. prepare_only: brings work/ up to date and
    opens nothing, for a hub that starts JupyterLab itself."""
    folder = ROOT / dir if dir else work_of()
    if dir:
        if not folder.is_dir():
            raise SystemExit(f"There is no directory {folder}.")
        trust([path for path in lessons() if path.is_relative_to(folder.resolve())])
        page = "/lab"
    else:
        for line in prepare():
            print(line)
        if prepare_only:
            return 0
        page = "/lab/tree/index.md"
    print(f"opening JupyterLab on {folder}; stop it with Ctrl+C. If no browser opens, use the "
          "address below.",
          flush=True)
    return wait_for(start_lab(folder, f"--LabApp.default_url={page}", *arguments))


def wait_for(server: subprocess.Popen) -> int:
    """Waits for a server's end and returns its exit status."""
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
    teachers and the offer of news. A widget may send the kernel a file of up to 100 MiB; with the
    server's own limit of 10 a larger photograph is dropped without a word. options: as for
    Popen."""
    as_root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    paths = [str(Path(__file__).parent / "jupyter"), os.environ.get("JUPYTER_CONFIG_PATH")]
    large = f"--ServerApp.tornado_settings={{'websocket_max_message_size': {100 * 2 ** 20}}}"
    return subprocess.Popen([sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}",
                             large, *as_root, *arguments],
                            env=os.environ
                            | {"JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))},
                            **options)
