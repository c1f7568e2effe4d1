"""A loop in Rust as somebody writes it who wants it fast; see `programs/src/bin/pages`."""

from .tool import Tool


class Pages(Tool):
    name = "rust-loop"
    title = "Rust by hand, pages of 5,000"

    def prepare(self, bench):
        return bench.folder

    def run(self, bench, folder, database):
        command = [bench.programs / "pages", *database.program_arguments()]
        return bench.stopwatch.run(command, folder, database)
