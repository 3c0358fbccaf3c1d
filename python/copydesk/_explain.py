"""One text with what was found in it, for a notebook or a terminal."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from . import _native

if TYPE_CHECKING:
    import pyarrow as pa

#: Background of each kind of span: readable under black text, also for the colour-blind.
COLOURS = {
    "person": "#cfe2ff",
    "organisation": "#ffe0b3",
    "place": "#d3f0d0",
    "date": "#f3d1f0",
    "quote": "#eeeeee",
}


class Explanation:
    """What was found in one text.

    ``text`` is the normalised text, ``found`` a list of dicts in text order (``kind``, ``start``, ``end`` in code
    points, ``surface``, ``value``, ``rule``, ``confidence`` 0 to 1), ``tables`` the record batches of
    :func:`copydesk.extract` and of :func:`copydesk.resolve`.
    """

    def __init__(self, tables: "dict[str, pa.RecordBatch]") -> None:
        self.tables = tables
        articles = tables["articles"].to_pylist()
        self.text: str = articles[0]["text"] if articles else ""
        self.rejects: list[dict[str, Any]] = tables["rejects"].to_pylist()
        self.found = sorted(self._found(), key=lambda f: (f["start"], -f["end"], f["kind"]))

    def _found(self) -> "list[dict[str, Any]]":
        names = {row["form_id"]: row for row in self.tables["resolved"].to_pylist()}
        places = {row["entity_id"]: row for row in self.tables["places"].to_pylist()}
        found = []
        for row in self.tables["mentions"].to_pylist():
            entity = names.get(row["entity_id"])
            value = entity["name"] if entity else None
            place = places.get(entity["entity_id"]) if entity else None
            if place is not None and place["latitude"] is not None:
                value = f"{value} ({place['country_code'] or '-'} {place['latitude']:.2f}, {place['longitude']:.2f})"
            found.append(self._row(row, row["kind"], value))
        for row in self.tables["dates"].to_pylist():
            found.append(self._row(row, "date", row["value"]))
        quotes = {row["quote_id"]: row for row in self.tables["quotes"].to_pylist()}
        for part in self.tables["quote_parts"].to_pylist():
            row = quotes[part["quote_id"]]
            speaker = row["speaker_name"] or row["speaker"] or "unknown"
            surface = self.text[part["start"] : part["end"]]
            found.append(self._row({**row, **part, "surface": surface}, "quote", f"{row['quote_type']}, by {speaker}"))
        return found

    @staticmethod
    def _row(row: "dict[str, Any]", kind: str, value: "str | None") -> "dict[str, Any]":
        keys = ("start", "end", "surface", "rule", "confidence")
        return {"kind": kind, "value": value, **{key: row[key] for key in keys}}

    def __len__(self) -> int:
        return len(self.found)

    def __repr__(self) -> str:
        lines = [
            f"{f['start']:>6}-{f['end']:<6} {f['kind']:<13} {f['surface'][:50]!r} -> {f['value']}  "
            f"rule {f['rule']} confidence {f['confidence']:.2f}"
            for f in self.found
        ]
        lines += [f"{r['severity']} {r['code']}: {r['message']}" for r in self.rejects]
        return "\n".join(lines) or "nothing found"

    def _repr_html_(self) -> str:
        """The text with coloured spans; the value shows when the pointer rests on one. All text is escaped."""
        # Spans may cross (a name over the end of a quote): every stretch between two edges is one element.
        edges = sorted({0, len(self.text), *(f["start"] for f in self.found), *(f["end"] for f in self.found)})
        opens: dict[int, list[dict[str, Any]]] = {}
        for f in self.found:
            opens.setdefault(f["start"], []).append(f)
        parts: list[str] = []
        inside: list[dict[str, Any]] = []
        for start, end in zip(edges, edges[1:]):
            inside = [f for f in inside if f["end"] > start] + opens.get(start, [])
            words = escape(self.text[start:end])
            if inside:
                inner = min(inside, key=lambda f: f["end"] - f["start"])
                title = "; ".join(f"{f['kind']}: {f['value']} ({f['rule']}, {f['confidence']:.2f})" for f in inside)
                style = f"background:{COLOURS[inner['kind']]};color:#111"
                if any(f["kind"] == "quote" for f in inside):
                    style += ";border-bottom:2px solid #888"
                words = f'<span style="{style}" title="{escape(title)}">{words}</span>'
            parts.append(words)
        legend = " ".join(f'<span style="background:{c};color:#111">{k}</span>' for k, c in COLOURS.items())
        refused = "".join(f"<div>{escape(r['code'])}: {escape(r['message'])}</div>" for r in self.rejects)
        return f'<div>{legend}<div style="white-space:pre-wrap">{"".join(parts)}</div>{refused}</div>'


def explain(text: str, *, id: str = "text", published: "str | None" = None, **fields: str) -> Explanation:
    """Show what is found in one text, and by which rule.

    ``published`` is the day (or day and time) of publication, by which "on Tuesday" becomes a date; ``fields`` may
    give ``title``, ``byline``, ``section``, ``outlet``, ``url``, ``lang``. The result shows itself: coloured in a
    notebook, as lines elsewhere.

    Raises :class:`copydesk.ConfigError` for a field that articles do not have.
    """
    import pyarrow as pa

    known = {"title", "byline", "section", "outlet", "url", "lang"}
    unknown = sorted(set(fields) - known)
    if unknown:
        raise _native.ConfigError(f"expected fields of {', '.join(sorted(known))}, but found {', '.join(unknown)}")
    row = {"id": id, "text": text, "published": published, **fields}
    batch = pa.RecordBatch.from_pydict({k: pa.array([v], pa.string()) for k, v in row.items()})
    tables = _native.extract(batch, json.dumps({}))
    forms = _native.Forms()
    forms.add(tables["forms"])
    resolved = forms.resolve()
    resolved["resolved"] = resolved.pop("forms")
    return Explanation({**tables, **resolved})
