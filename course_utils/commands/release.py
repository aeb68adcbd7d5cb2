"""What is handed out, in release/: lessons whose solutions and hidden tests are gone and whose
outputs are cleared, a zip of each part, and one of everything for a reader without git."""
from __future__ import annotations

import contextlib
import hashlib
import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from .. import files
from .lessons import ROOT, can_write, lessons, project, work_of

# of the course, what a reader without git gets beside the lessons
_EVERYTHING = ("course.py", "Makefile", "requirements.txt", "setup.py", "pyproject.toml",
               "MANIFEST.in", "nbgrader_config.py", "README.md", "LICENSE", "CHANGELOG.md",
               "CITATION.cff", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "Dockerfile",
               ".dockerignore", ".devcontainer", "course_utils", "docs", "data/README.md",
               "data/weights")


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


def make_release(root: Path = ROOT) -> Path:
    """Runs nbgrader's generate_assignment for the parts whose lessons changed since the last time.
    Returns the folder of what is handed out: release/ of the course, or, where that is out of date
    and may not be written, .release/ in the learner's."""
    wanted = {part: _fingerprint(root, part) for part in
              sorted({path.parent.name for path in lessons(root)})}
    release = root / "release"
    if _stale(release, wanted) and not can_write(release):
        release = work_of(root) / ".release"
    stale = _stale(release, wanted)
    if not stale:
        return release
    release.mkdir(parents=True, exist_ok=True)
    # Elsewhere: nbgrader takes the [ ] of a path for a pattern. One call for all: to start nbgrader
    # takes longer than a lesson does.
    with tempfile.TemporaryDirectory() as name:
        course = Path(name)
        with_solutions = [part for part in stale
                          if not _without_solutions(root / "notebooks" / part)]
        for part in with_solutions:
            shutil.copytree(root / "notebooks" / part, course / "notebooks" / part,
                            ignore=lambda folder, names: [n for n in names
                                                          if not n.endswith(".ipynb")])
        if with_solutions:
            print(f"preparing {', '.join(with_solutions)} ...", flush=True)
            shutil.copy(root / "nbgrader_config.py", course)
            nbgrader(course)
        for part in stale:
            shutil.rmtree(release / part, ignore_errors=True)
            shutil.copytree((course / "release" if part in with_solutions
                             else root / "notebooks") / part, release / part)
            (release / f".{part}").write_text(wanted[part], encoding="utf-8")
    return release


def _fingerprint(root: Path, part: str) -> str:
    sources = [*sorted((root / "notebooks" / part).glob("*.ipynb")), root / "nbgrader_config.py"]
    return hash_of(b"".join(path.name.encode() + path.read_bytes() for path in sources))


def _stale(release: Path, wanted: dict[str, str]) -> list[str]:
    """The parts that a release does not hold as they are now."""
    def made_from(part: str) -> str:
        stamp = release / f".{part}"
        return stamp.read_text(encoding="utf-8") if stamp.exists() else ""
    return [part for part in wanted
            if made_from(part) != wanted[part] or not (release / part).is_dir()]


def _without_solutions(part: Path) -> bool:
    """Whether lessons were handed out already, as in the zip of everything."""
    return not any("### BEGIN SOLUTION" in path.read_text(encoding="utf-8")
                   for path in part.glob("*.ipynb"))


def version(root: Path = ROOT) -> str:
    """Of the course: what git says since the last tag (0.2.0, or 0.2.0-5-g1a2b3c4 five commits
    later), without a tag what pyproject.toml says."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        said = subprocess.run(["git", "-C", root, "describe", "--tags", "--match", "v[0-9]*"],
                              capture_output=True, text=True, timeout=20)
        if said.returncode == 0 and (root / ".git").exists():
            return said.stdout.strip().removeprefix("v")
    return project(root)["version"]


def main(root: Path = ROOT) -> int:
    """Makes release/, and in it zips with the version in their names: each part, the whole course
    for a reader without git, and the site where it was built (`make site`)."""
    release, this = make_release(root), version(root)
    parts = sorted({path.parent.name for path in lessons(root)})
    made = {part: [(f"{part}/{path.name}", path)
                   for path in sorted((release / part).glob("*.ipynb"))] for part in parts}
    course = f"convnet-course-{this}"
    made["convnet-course"] = [
        *((f"{course}/{name}", path) for name, path in _everything(root)),
        *((f"{course}/notebooks/{name}", path) for part in parts for name, path in made[part])]
    if (root / "site" / "index.html").exists():
        made["convnet-course-site"] = [(f"{course}-site/{path.relative_to(root / 'site')}", path)
                                       for path in sorted((root / "site").rglob("*"))
                                       if path.is_file()]
    for name in [*parts, "convnet-course"]:       # those of other versions
        for old in release.glob(f"{name}*.zip"):
            old.unlink()
    for name, content in made.items():
        place = release / f"{name}-{this}.zip"
        files.replace(place, _zip(content))
        print(f"{place}  {place.stat().st_size / 1e6:.1f} MB")
    return 0


def _everything(root: Path) -> Iterable[tuple[str, Path]]:
    for name in _EVERYTHING:
        place = root / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(root).as_posix(), path


def _zip(content: Iterable[tuple[str, Path]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in content:
            archive.write(path, name)
    return packed.getvalue()


def nbgrader(course: Path) -> None:
    """Runs nbgrader's generate_assignment on every part. Raises RuntimeError with the log's end if
    it fails."""
    done = subprocess.run([sys.executable, "-m", "nbgrader", "generate_assignment", "*", "--no-db",
                           "--force", f"--course-dir={course}"], cwd=course, capture_output=True,
                          text=True)
    if done.returncode:
        raise RuntimeError("nbgrader generate_assignment failed:\n"
                           + "\n".join(done.stderr.splitlines()[-12:]))
