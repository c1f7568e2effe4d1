"""What all tools of the transform have in common."""

import pathlib
import shutil

PROJECTS = pathlib.Path(__file__).parent.parent / "projects"


class Tool:
    """A tool by its `name`, with the `title` that tables show."""

    # A slow tool gets fewer rows, and its figures are scaled.
    slow = False

    def prepare(self, bench):
        """Makes the project of the tool in the folder of the bench; its own folder is given back."""
        raise NotImplementedError

    def run(self, bench, folder, database):
        """Runs the whole process, and gives its figures."""
        raise NotImplementedError


def copy_of(project, folder):
    """A project of `projects`, copied so that nothing is written beside the sources."""
    target = folder / "projects" / project.replace("/", "-")
    if not target.exists():
        shutil.copytree(PROJECTS / project, target, ignore=shutil.ignore_patterns("__pycache__"))
    return target
