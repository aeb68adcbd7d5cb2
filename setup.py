"""The package's dependencies, read from requirements.txt, and its files that are not Python."""
import re
import shutil
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent


def requirements() -> dict[str, list[str]]:
    """The parts of requirements.txt by the first word of their heading."""
    parts, name = {}, ""
    for line in (HERE / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"# (lessons|lab|tests)\b", line):
            name = heading[1]
        elif "==" in line:
            parts.setdefault(name, []).append(line.replace("==", ">="))
    return parts


class WithWeights(build_py):
    """Carries data/weights into the package; an editable install finds them where they are."""

    def run(self):
        super().run()
        if not self.editable_mode:
            place = Path(self.build_lib) / "course_utils" / "weights"
            place.mkdir(parents=True, exist_ok=True)
            for file in (HERE / "data" / "weights").iterdir():
                if file.suffix in (".pt", ".json"):         # weights, and what their logs say
                    shutil.copy(file, place)


needed = requirements()
setup(packages=find_packages(include=["course_utils*"]),
      package_data={"course_utils": ["detectors.json"],
                    "course_utils.widgets": ["js/*"],
                    "course_utils.commands": ["slides_template/*", "site_template/*",
                                              "site_template/sidebar/*",
                                              "jupyter/labconfig/*"],
                    "course_utils.grading": ["template/*"]},
      include_package_data=False,
      install_requires=needed.pop("lessons"), extras_require=needed,
      cmdclass={"build_py": WithWeights})
