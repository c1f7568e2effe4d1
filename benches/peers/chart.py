"""The transform as a picture: rows for each second, a panel for each database.

The picture is SVG that needs nothing else, and follows the reader's choice of light or dark.
"""

from html import escape

WIDTH = 860
LEFT, RIGHT = 270, 190
LINE, BAR = 24, 15
HEAD, PANEL_HEAD, PANEL_GAP = 64, 30, 18

STYLE = """
    .ground { fill: #ffffff }
    text { fill: #1f2328; font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif }
    .title { font-size: 17px; font-weight: 600 }
    .panel { font-size: 14px; font-weight: 600 }
    .quiet { fill: #59636e }
    .limit { fill: #8c959f }
    .own { fill: #bc4c00 }
    .peer { fill: #54aeff }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #0d1117 }
      text { fill: #e6edf3 }
      .quiet { fill: #9198a1 }
      .limit { fill: #6e7681 }
      .own { fill: #f0883e }
      .peer { fill: #388bfd }
    }
"""


def kind(tool):
    """Who a bar belongs to: the limits, Sandshift, or a peer."""
    if tool in ("plain-sql", "rust-loop"):
        return "limit"
    return "own" if tool.startswith("sandshift") else "peer"


def draw(results):
    """The picture as text, or None where no transform was measured."""
    databases = results.databases("transform")
    if not databases:
        return None
    first = next(iter(next(iter(databases.values()))["tools"].values()))
    top, body = HEAD, []
    for name, content in databases.items():
        body.append(f'<text class="panel" x="20" y="{top + 18}">{escape(content["title"])}</text>')
        top += PANEL_HEAD
        walls = {tool: results.figure("transform", name, tool, "wall") for tool in content["tools"]}
        fastest = first["count"] / min(walls.values())
        for tool, wall in walls.items():
            body += bar(top, tool, content["tools"][tool], wall, first["count"], fastest)
            top += LINE
        top += PANEL_GAP
    subtitle = (f"Rows in a second, {first['count']:,} rows, five values written in each. Longer is better. "
                "* measured on fewer rows and scaled")
    size = f'width="{WIDTH}" height="{top}"'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {WIDTH} {top}" role="img">
<title>How fast rows are transformed</title>
<style>{STYLE}</style>
<rect class="ground" {size} rx="6"/>
<text class="title" x="20" y="30">How fast rows are transformed</text>
<text class="quiet" x="20" y="50">{escape(subtitle)}</text>
{chr(10).join(body)}
</svg>
"""


def bar(top, tool, entry, wall, count, fastest):
    """A name, a bar, and what it stands for."""
    speed = count / wall
    length = max(1.0, (WIDTH - LEFT - RIGHT) * speed / fastest)
    middle = top + LINE / 2
    mark = " *" if entry["count"] < count else ""
    said = f"{speed:,.0f} rows/s, {wall:,.1f} s{mark}"
    return [
        f'<text x="{LEFT - 10}" y="{middle + 4.5:.1f}" text-anchor="end">{escape(entry["title"])}</text>',
        f'<rect class="{kind(tool)}" x="{LEFT}" y="{middle - BAR / 2:.1f}" width="{length:.1f}" height="{BAR}"/>',
        f'<text class="quiet" x="{LEFT + length + 8:.1f}" y="{middle + 4.5:.1f}">{escape(said)}</text>',
    ]
