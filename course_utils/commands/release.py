"""The lessons as they are handed out, in release/: solutions and hidden tests gone, outputs
cleared."""
from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from .. import files
from .lessons import ROOT, lessons


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


def make_release(root: Path = ROOT) -> None:
    """Runs nbgrader's generate_assignment for each part whose lessons changed since the last
    time."""
    for part in sorted({path.parent.name for path in lessons(root)}):
        sources = [*sorted((root / "notebooks" / part).glob("*.ipynb")),
                   root / "nbgrader_config.py"]
        wanted = hash_of(b"".join(path.name.encode() + path.read_bytes() for path in sources))
        stamp = root / "release" / f".{part}"
        if stamp.exists() and stamp.read_text() == wanted and (root / "release" / part).is_dir():
            continue
        print(f"preparing {part} ...", flush=True)
        stamp.parent.mkdir(exist_ok=True)
        nbgrader("generate_assignment", part, "--force", course=root,
                 db=root / "release" / ".gradebook.db")
        stamp.write_text(wanted)


def main() -> int:
    """Makes release/, and in it a zip for each part, with what its notebooks need to be read."""
    make_release()
    for part in sorted({path.parent.name for path in lessons()}):
        place = ROOT / "release" / f"{part}.zip"
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted((ROOT / "release" / part).glob("*.ipynb")):
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
