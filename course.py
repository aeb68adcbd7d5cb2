"""Sets the course up and runs it: `python course.py lab`, `score`, `slides`, `test`, `quick`,
`bench`, `run`.

Needs nothing but Python itself; the first call makes .venv and installs requirements.txt there. The
Makefile calls this file and so does Windows, where `py course.py lab` does what `make lab` does.
"""
import glob
import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "Scripts",
                      "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")
GIGABYTES_NEEDED = 9  # torch with its CUDA libraries takes 6, pip's unpacking the rest


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
    for name in ("requirements.txt", "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def ensure_environment():
    """Makes .venv and installs the course into it, unless that was done already."""
    stamp = os.path.join(VENV, "course-installed")
    wanted = fingerprint()
    try:
        with open(stamp) as file:
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
        print("[1/2] making a Python environment in .venv ...", flush=True)
        if run(sys.executable, "-m", "venv", VENV):
            shutil.rmtree(VENV, ignore_errors=True)
            stop("Python could not make a virtual environment (its own words are above). "
                 "On Debian and Ubuntu: sudo apt install python3-venv")
    print("[2/2] installing the course (about 2 minutes, 6 GB, once) ...", flush=True)
    bar = ["--progress-bar", "on" if sys.stdout.isatty() else "off"]
    if run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *bar,
           "-r", "requirements.txt"):
        stop("the installation did not finish (pip's own words are above). It needs the network "
             "and %d GB "
             "of disk; what is installed stays, so run the same command again." % GIGABYTES_NEEDED)
    with open(stamp, "w") as file:
        file.write(wanted)


def pytest(*arguments):
    """pytest on two processes, which share the cores between them."""
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 2) // 2)))
    return run(PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadfile", *arguments)


def test():
    """Everything: the tests, lessons with other seeds and data, then every lesson run from top to
    bottom."""
    scaling = os.path.join("tests", "test_scaling.py")
    # later lessons take longer, and are begun first, or a core would wait for them in the end
    longest_first = sorted(glob.glob(os.path.join(ROOT, "notebooks", "*", "*.ipynb")), reverse=True)
    parts = (("the tests", ("--dist", "worksteal", "--ignore", scaling)),
             # these run a lesson each and share nothing, so they are dealt out one by one
             ("lessons with other parameters", ("--dist", "load", "--maxschedchunk", "1", scaling)),
             ("every lesson, top to bottom",
              ("--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=300",
                                              "-p", "no:cacheprovider", "--no-loadscope-reorder",
               *longest_first)))
    failed = 0
    for number, (title, arguments) in enumerate(parts, 1):
        print("[%d/%d] %s" % (number, len(parts), title), flush=True)
        code = pytest(*arguments)
        if code == 2:                             # Ctrl+C
            return code
        failed = failed or code
    return failed


def main():
    command, arguments = (sys.argv[1:2] or ["help"])[0], sys.argv[2:]
    commands = {
        "lab": lambda: run(PYTHON, "-m", "course_utils", "lab", *arguments),
        "score": lambda: run(PYTHON, "-m", "course_utils", "score", *arguments),
        "slides": lambda: run(PYTHON, "-m", "course_utils", "slides", *arguments),
        "run": lambda: run(PYTHON, "-m", "course_utils", "run", *arguments),
        "bench": lambda: run(PYTHON, os.path.join("bench", "training.py"), *arguments),
        "quick": lambda: pytest("-m", "not slow", *arguments),
        "test": test,
    }
    if command not in commands:
        stop("say what to do: python course.py " + " | ".join(commands))
    ensure_environment()
    sys.exit(commands[command]())


if __name__ == "__main__":
    main()
