"""What a public host reads: citation, forms, workflows, containers; and spelling."""
import json
import re
import subprocess
import sys
import tomllib

import nbformat
import pytest
import yaml

from course_utils.commands import release
from course_utils.commands.lessons import ROOT, lessons

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml")) \
    + [ROOT / ".github" / "ISSUE_TEMPLATE" / "check.yml"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_citation_is_of_this_version_and_these_authors():
    said = read(ROOT / "CITATION.cff")
    assert said["version"] == PROJECT["version"] and said["license"] == PROJECT["license"]
    author, = said["authors"]
    assert author["name"].lower() in (ROOT / "LICENSE").read_text().lower()
    assert f"## {PROJECT['version']}" in (ROOT / "CHANGELOG.md").read_text()


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.stem)
def test_a_form_is_well_formed_and_asks_for_the_environment(form):
    said = read(form)
    assert said["name"] and said["description"] and said["labels"]
    ids = [part["id"] for part in said["body"] if part["type"] != "markdown"]
    assert len(ids) == len(set(ids))
    assert all(part["type"] in ("markdown", "input", "textarea", "checkboxes", "dropdown")
               and part["attributes"] for part in said["body"])
    doctor, = (part for part in said["body"] if part.get("id") == "doctor")
    assert "make doctor" in doctor["attributes"]["label"]
    assert doctor["attributes"]["render"] == "text"


def test_workflows_call_commands_that_there_are_and_end():
    said = subprocess.run([sys.executable, ROOT / "course.py", "lob"], capture_output=True,
                          text=True).stderr
    commands = set(said.split("course.py ")[1].replace(" | ", " ").split())
    called = set()
    for path in [*WORKFLOWS, ROOT / "Dockerfile", ROOT / ".devcontainer" / "devcontainer.json"]:
        called |= set(re.findall(r"course\.py\"?,? \"?([a-z]+)", path.read_text()))
    assert {"doctor", "quick", "test", "release", "lab"} <= called <= commands
    for path in WORKFLOWS:
        for name, job in read(path)["jobs"].items():
            assert job["timeout-minutes"] <= 150, name
        assert read(path)["permissions"], path
    systems = read(ROOT / ".github" / "workflows" / "tests.yml")["jobs"]["quick"]["strategy"]
    assert {name.split("-")[0] for name in systems["matrix"]["os"]} == {"ubuntu", "macos",
                                                                         "windows"}


def test_the_devcontainer_is_a_stage_of_the_dockerfile():
    build = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())["build"]
    text = (ROOT / "Dockerfile").read_text()
    assert f"AS {build['target']}\n" in text and (ROOT / ".devcontainer"
                                                  / build["dockerfile"]).exists()
    assert re.search(r"FROM python:(\d\.\d+)", text)[1] == PROJECT["requires-python"].strip(">=")


def test_everything_that_is_handed_out_is_there():
    assert all((ROOT / name).exists() for name in release._EVERYTHING)


def test_links_of_the_pages_that_are_handed_out_lead_to_what_is_handed_out():
    handed_out = [(ROOT / name).resolve() for name in (*release._EVERYTHING, "notebooks")]
    pages = [path for name in release._EVERYTHING for path in
             ([ROOT / name] if name.endswith(".md") else (ROOT / name).glob("*.md"))]
    assert {"README.md", "teaching.md", "CONTRIBUTING.md"} <= {page.name for page in pages}
    for page in pages:
        for link in re.findall(r"\]\(([^)\s#]+)", page.read_text(encoding="utf-8")):
            if "://" not in link:
                to = (page.parent / link).resolve()
                assert to.exists(), f"{page.name}: {link}"
                assert any(to.is_relative_to(place) for place in handed_out), f"{page.name}: {link}"


def codespell(*paths):
    return subprocess.run([sys.executable, "-m", "codespell_lib", "--toml", "pyproject.toml",
                           *map(str, paths)], cwd=ROOT, capture_output=True, text=True,
                          timeout=120).stdout


def test_words_are_spelled_right(tmp_path):
    (tmp_path / "wrong.md").write_text("A network rec" + "ieves a picture.")
    assert "==> receives" in codespell(tmp_path)
    (tmp_path / "wrong.md").unlink()
    assert not codespell(".")
    for path in lessons():
        text = "\n".join(cell.source for cell in nbformat.read(path, 4).cells)
        (tmp_path / f"{path.stem}.md").write_text(text, encoding="utf-8")
    assert not codespell(tmp_path)
