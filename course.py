"""Sets the course up and runs it: `python course.py lab`, `score`, `doctor`, `slides`, `test`,
`quick`, `bench`, `run`, `site`, and for teachers `release`, `grade`, `formgrader`.

Needs nothing but Python itself; the first call makes .venv and installs requirements.txt there. The
Makefile calls this file and so does Windows, where `py course.py lab` does what `make lab` does.
"""
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.abspath(__file__))
# scikit-image finds none of its parts below a folder with a [ in its name: then it lies elsewhere
VENV = os.path.join(ROOT, ".venv") if "[" not in ROOT else os.path.join(
    os.path.expanduser("~"), ".convnet-course", hashlib.sha256(ROOT.encode()).hexdigest()[:8])
PYTHON = os.path.join(VENV, "Scripts",
                      "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")
# On Linux torch brings CUDA's libraries: 6 GB, and pip's unpacking the rest; elsewhere, and from an
# index of CPU builds (named by PIP_INDEX_URL or PIP_EXTRA_INDEX_URL), it does not.
SMALL = not sys.platform.startswith("linux") or "cpu" in (
    os.environ.get("PIP_INDEX_URL", "") + os.environ.get("PIP_EXTRA_INDEX_URL", ""))
GIGABYTES_NEEDED = 4 if SMALL else 9


def stop(sentence):
    sys.exit("course: " + sentence)


def run(*command):
    """Runs a command to its end. Ctrl+C reaches the command as well, which knows better how to
    stop."""
    process = subprocess.Popen(list(command), cwd=ROOT)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def fingerprint():
    """What the environment was made from; it is made again when this changes."""
    digest = hashlib.sha256(ROOT.encode())
    for name in ("requirements.txt", "pyproject.toml", "setup.py"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def ensure_environment():
    """Makes .venv and installs the course into it, unless that was done already."""
    stamp = os.path.join(VENV, "course-installed")
    wanted = fingerprint()
    try:
        with open(stamp, encoding="utf-8") as file:
            if file.read() == wanted and os.path.exists(PYTHON):
                return
    except OSError:
        pass
    if sys.version_info < (3, 11):
        stop("this is Python %d.%d, and the course needs 3.11 or later. Install one, then say "
             "which: "
             "make lab PYTHON=python3.11" % sys.version_info[:2])
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < GIGABYTES_NEEDED and not os.path.exists(stamp):
        stop("only %.1f GB are free on this disk and the installation needs %d. Free some space "
             "and run "
             "the same command again." % (free, GIGABYTES_NEEDED))
    if not os.path.exists(PYTHON):
        print("[1/2] making a Python environment in %s ..." % (
            ".venv" if VENV.startswith(ROOT) else VENV), flush=True)
        os.makedirs(os.path.dirname(VENV), exist_ok=True)
        if run(sys.executable, "-m", "venv", VENV):
            shutil.rmtree(VENV, ignore_errors=True)
            stop("Python could not make a virtual environment (its own words are above). "
                 "On Debian and Ubuntu: sudo apt install python3-venv")
    print("[2/2] installing the course (about 2 minutes, %d GB, once) ..." % (2 if SMALL else 6),
          flush=True)
    bar = ["--progress-bar", "on" if sys.stdout.isatty() else "off"]
    if run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *bar,
           "-r", "requirements.txt"):
        stop("the installation did not finish (pip's own words are above). It needs the network "
             "and %d GB "
             "of disk; what is installed stays, so run the same command again." % GIGABYTES_NEEDED)
    with open(stamp, "w", encoding="utf-8") as file:
        file.write(wanted)


def pytest(*arguments):
    """pytest on two processes, which share the cores between them."""
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 2) // 2)))
    return run(PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadfile", *arguments)


def reseeded(paths):
    """Copies of lessons, in build/lessons, for their test. Those that assert a FLOOR have another
    seed: with the stored one `make run` has shown that it holds. bench/floors.py tries more."""
    folder = os.path.join(ROOT, "build", "lessons")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    copies = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if '"FLOOR' in text:
            text = re.sub(r'"SEED = \d+', '"SEED = 100', text)
        copies.append(os.path.join(folder, os.path.basename(path)))
        with open(copies[-1], "w", encoding="utf-8") as file:
            file.write(text)
    return copies


def turned(lessons):
    """Lessons in an order that begins elsewhere with every commit."""
    try:
        commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "HEAD"], capture_output=True,
                                text=True).stdout.strip()
    except OSError:                               # no git
        commit = ""
    first = int(commit or "0", 16) % len(lessons)
    return lessons[first:] + lessons[:first]


def test(*arguments):
    """Everything: the tests, then every lesson run from top to bottom. With numbers of lessons: all
    that concerns these. --minutes 60: after that no lesson is begun; those left out are named."""
    lessons, end = list(arguments), None
    if "--minutes" in lessons:
        at = lessons.index("--minutes")
        try:
            end = time.time() + 60 * float(lessons[at + 1])
        except (IndexError, ValueError):
            stop("--minutes wants a number, as in: make test MINUTES=60")
        del lessons[at:at + 2]
    only = ["--lesson", ",".join(number.zfill(2) for number in lessons)] if lessons else []
    # later lessons take longer, and are begun first, or a core would wait for them in the end
    longest_first = sorted(
        glob.glob(os.path.join(glob.escape(ROOT), "notebooks", "*", "*.ipynb")), reverse=True)
    if lessons:
        longest_first = [path for path in longest_first
                         if os.path.basename(path)[:2] in only[1].split(",")]
        if not longest_first:
            stop("there is no lesson %s" % " or ".join(lessons))
    if end:
        longest_first = turned(longest_first)
    nbval = ("--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=300", "-p",
             "no:cacheprovider", "--no-loadscope-reorder",
             *(("-p", "tests.lessons_in_time", "--lessons-until=%d" % end) if end else ()),
             # relative: pytest takes a [ in what it is given for the parameter of a test
             *(os.path.relpath(path, ROOT) for path in reseeded(longest_first)))
    parts = (("the tests", ("--dist", "worksteal", *only)),
             ("every lesson, top to bottom" if not lessons else "the lessons, top to bottom",
              nbval))
    failed = 0
    for number, (title, arguments) in enumerate(parts, 1):
        print("[%d/%d] %s" % (number, len(parts), title), flush=True)
        code = pytest(*arguments)
        if code == 2:                             # Ctrl+C
            return code
        # 5: a part without such a test
        failed = failed or (0 if lessons and code == 5 else code)
    return failed


def main():
    command, arguments = (sys.argv[1:2] or ["help"])[0], sys.argv[2:]
    commands = {
        **dict.fromkeys(("lab", "score", "slides", "run", "site", "release", "grade", "formgrader"),
                        lambda: run(PYTHON, "-m", "course_utils", command, *arguments)),
        # looks at the environment as it is, and where there is none says so
        "doctor": lambda: run(PYTHON if os.path.exists(PYTHON) else sys.executable,
                              "-m", "course_utils", "doctor", *arguments),
        "bench": lambda: run(PYTHON, os.path.join("bench", "training.py"), *arguments),
        "quick": lambda: pytest("-m", "not slow", *arguments),
        "test": lambda: test(*arguments),
    }
    if command not in commands:
        stop("say what to do: python course.py " + " | ".join(commands))
    if command != "doctor":
        ensure_environment()
    sys.exit(commands[command]())


if __name__ == "__main__":
    main()
