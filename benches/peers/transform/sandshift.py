"""Sandshift: the same migration with a row function in rhai, or with a module written in Rust."""

import pathlib
import shutil

from .tool import PROJECTS, Tool

SETTINGS = '[env.dev]\nurl = "sqlite:unused.db"\n'
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
        (folder / "sandshift.toml").write_text(SETTINGS)
        if self.project.startswith("module"):
            if bench.module is None:
                bench.module = build(bench)
            (migrations / "modules").mkdir()
            shutil.copy(bench.module, migrations / "modules")
        return folder

    def run(self, bench, folder, database):
        command = [bench.sandshift, "--url", database.sandshift_url(), "run"]
        return bench.stopwatch.run(command, folder, database)


def build(bench):
    """Compiles the module as a user does, in the same place each time: other paths are other flags for the compiler,
    which would then begin with the standard library."""
    project = bench.cache / "module"
    modules = project / "migrations" / "modules"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(PROJECTS / "sandshift" / "guest", modules / "persons")
    (project / "sandshift.toml").write_text(SETTINGS)
    manifest = modules / "persons" / "Cargo.toml"
    manifest.write_text(manifest.read_text().replace("SANDSHIFT_GUEST", str(KIT)))
    environment = {**bench.guest_tools, "CARGO_TARGET_DIR": str(bench.cache / "guest")}
    bench.stopwatch.must([bench.sandshift, "build", "--module", "persons"], project, environment)
    return modules / "persons.wasm"
