"""The lessons as they are handed out, in release/: solutions and hidden tests gone, outputs
cleared."""
from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from .. import files
from .lessons import ROOT, can_write, lessons, work_of


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


def make_release(root: Path = ROOT) -> Path:
    """Runs nbgrader's generate_assignment for each part whose lessons changed since the last time.
    Returns the folder of what is handed out: release/ of the course, or, where that is out of date
    and may not be written, .release/ in the learner's."""
    wanted = {part: _fingerprint(root, part) for part in
              sorted({path.parent.name for path in lessons(root)})}
    release = root / "release"
    if _stale(release, wanted) and not can_write(release):
        release = work_of(root) / ".release"
    for part in _stale(release, wanted):
        print(f"preparing {part} ...", flush=True)
        release.mkdir(parents=True, exist_ok=True)
        # In a folder of its own: nbgrader takes the [ ] of a path for a pattern.
        with tempfile.TemporaryDirectory() as name:
            course = Path(name)
            shutil.copytree(root / "notebooks" / part, course / "notebooks" / part,
                            ignore=lambda folder, names: [n for n in names
                                                          if not n.endswith(".ipynb")])
            shutil.copy(root / "nbgrader_config.py", course)
            nbgrader("generate_assignment", part, "--force", course=course,
                     db=course / ".gradebook.db")
            shutil.rmtree(release / part, ignore_errors=True)
            shutil.copytree(course / "release" / part, release / part)
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


def main() -> int:
    """Makes release/, and in it a zip for each part, with what its notebooks need to be read."""
    release = make_release()
    for part in sorted({path.parent.name for path in lessons()}):
        place = release / f"{part}.zip"
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted((release / part).glob("*.ipynb")):
                archive.write(path, f"{part}/{path.name}")
        files.replace(place, content.getvalue())
        print(place)
    return 0


def nbgrader(*arguments: str, course: Path, db: Path) -> str:
    """Runs an nbgrader command and returns its log. Raises RuntimeError with the log's end if it
    fails."""
    command = [sys.executable, "-m", "nbgrader", *arguments,
               f"--CourseDirectory.db_url=sqlite:///{db}",
               f"--course-dir={course}"]
    # nbgrader calls alembic by name, which is beside our Python and perhaps nowhere else.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(command, cwd=course, capture_output=True, text=True,
                          env=os.environ | {"PATH": path})
    if done.returncode:
        raise RuntimeError(f"nbgrader {' '.join(arguments)} failed:\n"
                           + "\n".join(done.stderr.splitlines()[-12:]))
    return done.stderr
