"""What was measured, kept as it comes so that a run that is cut off has not been for nothing."""

import json
import os
import pathlib
import platform

import measure


class Results:
    """Runs by workload, database and tool, in a file of JSON."""

    def __init__(self, file, about):
        self.file = file
        self.content = {"about": about, "workloads": {}}

    def recorder(self, database):
        """A function that keeps one run on the database."""

        def record(workload, tool, count, figures):
            databases = self.content["workloads"].setdefault(workload, {})
            tools = databases.setdefault(database.name, {"title": database.title, "tools": {}})["tools"]
            entry = tools.setdefault(tool.name, {"title": tool.title, "count": count, "runs": []})
            entry["runs"].append(figures)
            self.write()

        return record

    def write(self):
        self.file.write_text(json.dumps(self.content, indent=1, ensure_ascii=False) + "\n")

    def databases(self, workload):
        return self.content["workloads"].get(workload, {})

    def factor(self, workload, database, tool):
        """By what the figures of a tool have to be multiplied that was given less to do than the first one."""
        tools = self.databases(workload)[database]["tools"]
        return next(iter(tools.values()))["count"] / tools[tool]["count"]

    def figure(self, workload, database, tool, name):
        """A median, scaled where less was measured; None where there is none."""
        entry = self.databases(workload).get(database, {}).get("tools", {}).get(tool)
        if entry is None:
            return None
        median = measure.medians(entry["runs"]).get(name)
        if median is None:
            return None
        return median if name == "mebibytes" else median * self.factor(workload, database, tool)


def machine():
    """What the figures depend on, in words."""
    model = "an unknown processor"
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
    return {"processor": model, "processors": os.cpu_count(), "system": f"{platform.system()} {platform.release()}",
            "load": os.getloadavg()[1]}
