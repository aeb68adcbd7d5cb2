"""The environment of the course in a form to paste into an issue, and what is wrong with it.

Nothing but Python's own library is imported here, for a doctor must work where nothing else does;
what needs torch runs in processes of their own.
"""
from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import machine, packages

ROOT = Path(__file__).resolve().parents[2]
PYTHON = 3, 11
MEMORY = 2.5        # GiB that must be available: as much as the largest lesson takes
DISK = 0.5          # GB that must be free beside the learner's copies
INSTALL = "run `make lab` (python course.py lab), which installs what is missing"


@dataclass
class Finding:
    """A line of the report. wrong: what is wrong and what to do, "" if nothing is. needed: whether
    lessons need it, else only tests, grading or speed do."""

    about: str
    found: str
    wrong: str = ""
    needed: bool = True

    @property
    def mark(self) -> str:
        return " " if not self.wrong else "✗" if self.needed else "!"


def main() -> int:
    """Prints the report. 1 if something that lessons need is wrong, else 0."""
    findings = examine()
    print(report(findings))
    return int(any(finding.mark == "✗" for finding in findings))


def examine() -> list[Finding]:
    """All findings, in the order of the report. A check that fails is a finding itself."""
    it = _Machine()
    checks: list[tuple[str, Callable[[], list[Finding]]]] = [
        ("Python", _python), ("system", _system), ("memory", _memory), ("packages", _packages),
        ("PyTorch", it.torch), ("accelerator", it.accelerator),
        ("lessons", _lessons), ("data", it.data), ("weights", _weights),
        ("settings", _settings),
        ("bubblewrap", it.bubblewrap), ("Chromium", _chromium)]
    findings = []
    for about, check in checks:
        try:
            findings += check()
        except ImportError as error:              # said above, by name
            findings.append(Finding(about, "cannot be looked at without what is missing",
                                    str(error)))
        except Exception as error:                # whatever it is, the others are still looked at
            findings.append(Finding(about, "could not be looked at", f"{type(error).__name__}: "
                                    f"{error}; report this line as it is"))
    return findings


def report(findings: list[Finding]) -> str:
    """The findings as text in which home is ~."""
    lines = [f"convnet-course {_version()}, make doctor", ""]
    for finding in findings:
        lines.append(f"{finding.mark} {finding.about:<12} {finding.found}")
        lines += [f"{'':15}-> {finding.wrong}"] * bool(finding.wrong)
    marks = [finding.mark for finding in findings]
    lines += ["", f"✗ marks what lessons need and is wrong: {marks.count('✗')}." if "✗" in marks
              else "Nothing that lessons need is wrong."]
    if "!" in marks:
        lines.append("Lines with ! concern tests, grading or speed alone.")
    return _without_home("\n".join(lines))


def _without_home(text: str) -> str:
    home = str(Path.home())
    if len(home) < 4:                             # "/": nothing of a person
        return text
    for form in (home.replace("\\", "\\\\"), home, home.replace("\\", "/")):
        text = re.sub(re.escape(form) + r"(?![\w.-])", "~", text,
                      flags=re.I if os.name == "nt" else 0)
    return text


def _version() -> str:
    """The course's version, and the commit it is at where git knows."""
    try:
        version = importlib.metadata.version("convnet-course")
    except importlib.metadata.PackageNotFoundError:
        version = "not installed"
    try:
        commit = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty", "--tags"],
                                capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return version
    own = (ROOT / ".git").exists() and commit.returncode == 0
    return f"{version} ({commit.stdout.strip()})" if own else version


def _python() -> list[Finding]:
    wrong = ""
    if sys.version_info[:2] < PYTHON:
        wrong = ("the course needs Python 3.11 or later: install one, then "
                 "`make lab PYTHON=python3.11`")
    elif sys.maxsize < 2 ** 32:
        wrong = "this Python has 32 bits, and PyTorch needs 64: install the other, remove .venv"
    own = Path(sys.prefix).resolve() == (ROOT / ".venv").resolve()
    place = "the course's .venv" if own else f"not in the course's .venv, but in {sys.prefix}"
    found = [Finding("Python", f"{platform.python_version()} ({platform.python_implementation()}), "
                               f"{64 if sys.maxsize > 2 ** 32 else 32} bits; {place}", wrong)]
    if not own and (ROOT / "notebooks").is_dir() and not (ROOT / ".venv").exists():
        found.append(Finding("environment", "there is no .venv in the course",
                             f"if that is not meant, {INSTALL}", needed=False))
    return found


def _system() -> list[Finding]:
    wrong = ""
    if sys.platform == "darwin" and _said("sysctl", "-n", "sysctl.proc_translated") == "1":
        wrong = ("this Python was made for Intel and runs translated, and PyTorch has no builds "
                 "for it: install Python for Apple silicon, remove .venv")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return [Finding("system", f"{platform.platform(aliased=True)}, {platform.machine()}"),
            Finding("chip", f"{chip()}, {cores} cores", wrong)]


def chip() -> str:
    """The name of the processor."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists() and (name := re.search(r"model name\s*: (.*)", cpuinfo.read_text())):
        return name[1].strip()
    return (sys.platform == "darwin" and _said("sysctl", "-n", "machdep.cpu.brand_string")
            or platform.processor() or platform.machine())


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=20).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def _memory() -> list[Finding]:
    import psutil
    memory = psutil.virtual_memory()
    whole, left = memory.total / 2 ** 30, memory.available / 2 ** 30
    limit = Path("/sys/fs/cgroup/memory.max")     # of a container
    said = ""
    if limit.exists() and (bytes_ := limit.read_text().strip()).isdecimal() \
            and int(bytes_) < memory.total:
        used = int((limit.parent / "memory.current").read_text())
        left = min(left, (int(bytes_) - used) / 2 ** 30)
        said = f", of which this container may use {int(bytes_) / 2 ** 30:.1f}"
    wrong = "" if left >= MEMORY else (
        f"a lesson takes up to {MEMORY:g} GiB: shut down other kernels (in JupyterLab: Running "
        "Terminals and Kernels) and programs")
    return [Finding("memory", f"{whole:.1f} GiB{said}; {left:.1f} available", wrong)]


def _packages() -> list[Finding]:
    found = packages.compare(ROOT / "requirements.txt")
    findings = [Finding("packages", f"{found.same} of {found.all} as tested")]
    old = "run `make lab`, or in another environment `pip install -r requirements.txt`"
    for about, names, wrong, needed in (
            ("missing", found.missing, INSTALL, True), ("too old", found.old, old, True),
            ("missing", found.missing_tests, f"only tests and commands need them: {INSTALL}",
             False),
            ("newer", found.newer, "mostly fine; where a lesson fails, try what is tested", False)):
        if names:
            more = f" and {len(names) - 6} more" if len(names) > 6 else ""
            findings.append(Finding(about, ", ".join(names[:6]) + more, wrong, needed))
    windows = '. On Windows, "DLL load failed" means that Microsoft\'s Visual C++ ' \
              "Redistributable is missing" if os.name == "nt" else ""
    return findings + [Finding("import", f"{name}: {error}", "it is installed and does not work: "
                               f"remove .venv, then {INSTALL}{windows}")
                       for name, error in packages.broken(found.modules)]


class _Machine:
    """What machine.py found, and where it stopped."""

    def __init__(self):
        self.found, self.error = machine.look()

    def torch(self) -> list[Finding]:
        if "torch" not in self.found:
            return [Finding("PyTorch", "does not start", f"{self.error}. {INSTALL}")]
        it = self.found
        works = "a step of training works" if it.get("step") else "no step of training"
        wrong = ""
        if not it.get("step"):
            wrong = f"{self.error}. "
            wrong += "`ACCELERATE_USE_CPU=true make lab` leaves the GPU out" \
                if it.get("device", "cpu") != "cpu" else "remove .venv, then " + INSTALL
        findings = [Finding("PyTorch", f"{it['torch']}, built for {it['built']}, {it['threads']} "
                                       f"threads; {works}", wrong)]
        if "bfloat16" in it:
            on = f"; chip: {', '.join(it['instructions']) or 'neither AVX2 nor later'}"
            findings.append(Finding("bfloat16", "used" + on if it["bfloat16"] else
                                    "not used: not in hardware here, lessons take up to twice as "
                                    "long" + on))
        return findings

    def accelerator(self) -> list[Finding]:
        it = self.found
        if it.get("gpu"):
            return [Finding("accelerator", f"{it['gpus']} × {it['gpu']}, {it['gib']:.0f} GiB")]
        if it.get("device", "cpu") != "cpu":
            return [Finding("accelerator", f"{it['device'].upper()}: on small networks the CPU may "
                            "be faster (ACCELERATE_USE_CPU=true)")]
        asked = os.environ.get("ACCELERATE_USE_CPU", "").lower() in ("1", "true", "yes") \
            or os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1")
        unused = shutil.which("nvidia-smi") and _said("nvidia-smi", "-L") and not asked
        return [Finding("accelerator", "none; lessons need none",
                        "there is an NVIDIA GPU, and this torch does not use it: its driver is "
                        "older than torch's CUDA, or torch was built for the CPU" if unused else "",
                        needed=False)]

    def data(self) -> list[Finding]:
        if "data" not in self.found:
            return [Finding("data", "unknown, since the course does not import", self.error)]
        return [_folder("data", Path(self.found["data"]),
                        "data sets cannot be downloaded; those that come with the course work. "
                        "Set COURSE_DATA to a folder of yours", needed=False)]

    def bubblewrap(self) -> list[Finding]:
        if not sys.platform.startswith("linux"):
            return []
        if not shutil.which("bwrap"):
            return [Finding("bubblewrap", "not installed", "only `make grade` needs it: "
                            "sudo apt install bubblewrap", needed=False)]
        if "sealed" not in self.found:
            return [Finding("bubblewrap", "installed, not tried")]
        if not self.found["sealed"]:
            return [Finding("bubblewrap", "installed, may not work here", "the system forbids user "
                            "namespaces (in many containers); only `make grade` needs them",
                            needed=False)]
        return [Finding("bubblewrap", "works")]


def _lessons() -> list[Finding]:
    from .lessons import lessons, work_of
    findings = []
    if not lessons():
        findings.append(Finding("lessons", "none", "no notebooks/ beside course_utils: lessons run "
                                "here, `make lab` does not", needed=False))
    work = work_of()
    try:
        work.relative_to(ROOT / "notebooks")
        findings.append(Finding("your copies", "in notebooks/", "COURSE_WORK names the lessons "
                                "themselves: give it another folder"))
    except ValueError:
        findings.append(_folder("your copies", work, "nothing can be written there: set "
                                "COURSE_WORK to a folder of yours, as in "
                                "COURSE_WORK=~/convnets make lab"))
    return findings


def _weights() -> list[Finding]:
    """Of the trunk, which lessons on features need."""
    for folder in (ROOT / "data" / "weights", ROOT / "course_utils" / "weights"):
        file = folder / "trunk.pt"
        if file.exists() and file.stat().st_size > 10_000:       # less is a pointer of Git LFS
            return []
    return [Finding("weights", "data/weights/trunk.pt is missing or broken",
                    "lessons that look into a network need it: `git checkout data/weights`, or get "
                    "the course anew")]


def _folder(about: str, folder: Path, if_not_writable: str, needed: bool = True) -> Finding:
    """Whether a folder, which may be still to be made, can be written, and how much disk is free
    there. Leaves nothing behind."""
    there = folder
    while not os.path.exists(there) and there != there.parent:   # unlike Path, raises nothing
        there = there.parent
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        return Finding(about, f"{folder}: not writable ({error.strerror or error})",
                       if_not_writable, needed)
    free = shutil.disk_usage(there).free / 1e9
    found = f"{folder}{'' if there == folder else ' (not made yet)'}, {free:.1f} GB free"
    wrong = "" if free >= DISK else (f"less than {DISK} GB are free on this disk: free some, or "
                                     "give another one (COURSE_WORK, COURSE_DATA)")
    return Finding(about, found, wrong, needed)


def _settings() -> list[Finding]:
    """The variables of the environment that change how lessons run, if any is set."""
    names = ("COURSE_WORK", "COURSE_DATA", "OMP_NUM_THREADS", "MKL_NUM_THREADS",
             "CUDA_VISIBLE_DEVICES", "ACCELERATE_USE_CPU", "PYTORCH_ENABLE_MPS_FALLBACK",
             "MPLBACKEND", "PYTHONPATH")
    said = [f"{name}={os.environ[name]}" for name in names if name in os.environ]
    wrong = "" if "PYTHONPATH" not in os.environ else (
        "PYTHONPATH puts other packages before the course's; where an import fails, unset it")
    return [Finding("settings", ", ".join(said) or "none", wrong, needed=False)]


def _chromium() -> list[Finding]:
    path = packages.chromium()
    found = Path(path).stem if path else None
    caches = (".cache", "Library/Caches", "AppData/Local")
    if any(any(Path.home().glob(f"{cache}/ms-playwright/chromium-*")) for cache in caches):
        found = found or "Playwright's own"
    return [Finding("Chromium", found or "not installed", "" if found else
                    "only `make test` needs it: apt install chromium, elsewhere "
                    "python -m playwright install chromium", needed=False)]
