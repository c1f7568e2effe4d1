"""The tables that the readme of the benches shows."""

from targets import TARGETS, WORDS
from transform import ALEMBIC, LIMIT

HEADINGS = {
    "transform": "Transform of {count:,} rows",
    "startup": "Status of a database that is up to date, {count:,} migrations",
    "many-up": "{count:,} small migrations, forth",
    "many-down": "{count:,} small migrations, back",
    "hardware": "What one small migration costs the hardware",
    "disk-up": "{count:,} small migrations on the disk, forth",
    "disk-down": "{count:,} small migrations on the disk, back",
    "dry-run": "The SQL of {count:,} migrations, not run",
    "heads-tenth": "Heads of {count:,} files",
    "heads": "Heads of {count:,} files",
    "history-tenth": "History of {count:,} files",
    "history": "History of {count:,} files",
}


def report(results):
    """Everything that was measured, as markdown."""
    parts = [about(results)]
    for workload, heading in HEADINGS.items():
        databases = results.databases(workload)
        if not databases:
            continue
        first = next(iter(next(iter(databases.values()))["tools"].values()))
        parts.append(f"#### {heading.format(count=first['count'])}")
        table = TABLES.get(workload, plain_table)
        parts += [table(results, workload, database) for database in databases]
    parts.append(target_table(results))
    return "\n\n".join(parts) + "\n"


def about(results):
    told = results.content["about"]
    servers = "; ".join(f"{name} {version}" for name, version in told["versions"].items())
    settings = "; ".join(f"{name}: {words}" for name, words in told["settings"].items())
    return (f"{told['machine']['processors']} processors ({told['machine']['processor']}), {servers}; databases on "
            f"{told['place']}. {settings}. Medians of {told['rounds']} rounds, {told['slow_rounds']} of what is slow; "
            f"{told['machine']['load']:.1f} processes wanted to run when it began.")


def transform_table(results, workload, database):
    """One line for each tool; what was measured on fewer rows is scaled, and says so."""
    content = results.databases(workload)[database]
    lines = [f"| {content['title']} | wall s | rows/s | client s | server s | MiB | × plain SQL, wall / processor "
             "| Alembic's bulk ×, wall / processor |", "|---|---|---|---|---|---|---|---|"]
    whole = next(iter(content["tools"].values()))["count"]
    for tool, entry in content["tools"].items():
        of = lambda name: results.figure(workload, database, tool, name)
        scaled = "" if entry["count"] == whole else f" (scaled from {entry['count']:,} rows)"
        against_limit = ratios(results, workload, database, tool, LIMIT)
        against_alembic = ratios(results, workload, database, ALEMBIC, tool)
        lines.append(f"| {entry['title']}{scaled} | {of('wall'):.2f} | {whole / of('wall'):,.0f} | {of('cpu'):.2f} | "
                     f"{of('server'):.2f} | {of('mebibytes'):.0f} | {against_limit} | {against_alembic} |")
    return "\n".join(lines)


def ratios(results, workload, database, line, other):
    """Wall and processor time of one line in those of another."""
    told = []
    for name in ("wall", "work"):
        own, base = (results.figure(workload, database, of, name) for of in (line, other))
        told.append(f"{own / base:.1f}" if own and base else "–")
    return " / ".join(told)


def plain_table(results, workload, database):
    content = results.databases(workload)[database]
    lines = [f"| {content['title']} | wall ms | processor ms, client and server | MiB | × limit, processor |",
             "|---|---|---|---|---|"]
    for tool, entry in content["tools"].items():
        of = lambda name: results.figure(workload, database, tool, name)
        limit = results.figure(workload, database, "limit", "work")
        ratio = f"{of('work') / limit:.1f}" if limit else "–"
        lines.append(f"| {entry['title']} | {of('wall') * 1000:,.1f} | {of('work') * 1000:,.1f} | "
                     f"{of('mebibytes'):.1f} | {ratio} |")
    return "\n".join(lines)


def hardware_table(results, workload, database):
    """A column for each thing that is counted on the database."""
    content = results.databases(workload)[database]
    names = list(next(iter(content["tools"].values()))["runs"][0])
    words = {"forced": "forced writes", "commits": "commits", "log": "log, kB"}
    lines = [f"| {content['title']} | {' | '.join(words[name] for name in names)} |", "|---" * (len(names) + 1) + "|"]
    for tool, entry in content["tools"].items():
        figures = " | ".join(f"{results.figure(workload, database, tool, name):.1f}" for name in names)
        lines.append(f"| {entry['title']} | {figures} |")
    return "\n".join(lines)


TABLES = {"transform": transform_table, "hardware": hardware_table}


def target_table(results):
    """Each target that could be judged: reached or missed."""
    lines = ["#### Targets", "", "| workload | database | what | target | found | |", "|---|---|---|---|---|---|"]
    for target in TARGETS:
        for database in target.databases:
            value = target.value(results, database)
            if value is None:
                continue
            title = results.databases(target.workload)[database]["title"]
            verdict = "reached" if target.reached(value) else "**missed**"
            what = f"{target.line}, {WORDS[target.figure]}"
            lines.append(f"| {target.workload} | {title} | {what} | {target.bound()} | {value:.3g} | {verdict} |")
    lines += growth(results)
    return "\n".join(lines)


def growth(results):
    """Ten times the files must cost at most eleven times as much."""
    for verb in ("heads", "history"):
        few, many = (results.figure(f"{verb}{mark}", "files", "sandshift", "work") for mark in ("-tenth", ""))
        if few and many:
            verdict = "reached" if many / few <= 11 else "**missed**"
            what = "from a tenth of the files to all"
            yield f"| {verb} | files alone | {what} | at most 11 times | {many / few:.3g} | {verdict} |"
