"""Sandshift: the same migration with a row function in rhai, or with a module written in Rust."""

import pathlib
import shutil

from .tool import PROJECTS, Tool

KIT = pathlib.Path(__file__).parents[3] / "guests" / "sdk"


class Sandshift(Tool):
    def __init__(self, name, title, project):
        self.name, self.title, self.project = name, title, project

    def prepare(self, bench):
        folder = bench.folder / "projects" / self.name
        if folder.exists():
            return folder
        migrations = folder / "migrations"
        shutil.copytree(PROJECTS / "sandshift" / self.project, migrations)
        (folder / "sandshift.toml").write_text('[env.dev]\nurl = "sqlite:unused.db"\n')
        if self.project.startswith("module"):
            build(bench, folder, migrations / "modules")
        return folder

    def run(self, bench, folder, database):
        command = [bench.sandshift, "--url", database.sandshift_url(), "run"]
        return bench.stopwatch.run(command, folder, database)


def build(bench, folder, modules):
    """Compiles the module as a user does; what cargo makes is kept for the next time."""
    source = modules / "persons"
    shutil.copytree(PROJECTS / "sandshift" / "guest", source)
    manifest = source / "Cargo.toml"
    manifest.write_text(manifest.read_text().replace("SANDSHIFT_GUEST", str(KIT)))
    environment = {**bench.guest_tools, "CARGO_TARGET_DIR": str(bench.cache / "guest")}
    bench.stopwatch.must([bench.sandshift, "build", "--module", "persons"], folder, environment)
