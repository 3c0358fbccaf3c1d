"""Invented articles, the same in every run: names, places, dates, quotes, copies, and ids that come twice."""

from __future__ import annotations

import json
import random
from pathlib import Path

GIVEN = "Ruth Amara Tomas Ingrid Callum Priya Declan Farida Owen Niamh Marek Leila Hugh Sofia Kwame Elaine".split()
FAMILY = "Adeyemi Castellane Brightwater Okafor Lindqvist Pemberton Szabo Farouk Maddox Tresham Vance Iyer Quill Harrow".split()
PLACES = "Leeds Galway Cardiff Nairobi Toronto Bristol Lagos Oslo Hull Dublin Boston Perth Grimsby Tbilisi".split()
BODIES = [
    "Harbour Trust",
    "Northgate Council",
    "Stand Up To Damp",
    "Meridian Water",
    "Caldera Bank",
    "University of Eastmoor",
    "Tidewater Union",
    "Ministry of Fisheries",
]
TOPICS = ["sea wall", "bus lane", "school roof", "fish market", "library", "reservoir", "rail bridge", "clinic"]
VERBS = ["opened", "closed", "reviewed", "funded", "delayed", "defended"]
WORDS = (
    "costs budget residents plan winter repair promise meeting report funding delay contract council street vote "
    "morning engineers summer petition workers pupils storm figures traffic harbour safety proposal members letter"
).split()


def article(no: int) -> dict[str, str]:
    """One invented article; the number decides everything."""
    r = random.Random(no)
    name = lambda: f"{r.choice(GIVEN)} {r.choice(FAMILY)}"  # noqa: E731
    day = f"2024-{r.randint(1, 12):02}-{r.randint(1, 28):02}"
    topic, place, body = r.choice(TOPICS), r.choice(PLACES), r.choice(BODIES)
    paragraphs = [f"The {topic} in {place} was {r.choice(VERBS)} on {r.choice(['Monday', 'Tuesday', 'Friday'])}."]
    for _ in range(r.randint(3, 7)):
        who = name()
        filler = " ".join(r.sample(WORDS, 9))
        paragraphs.append(
            r.choice(
                [
                    f"“The {r.choice(WORDS)} must come before the {r.choice(WORDS)},” said {who}, of the {body}. {filler.capitalize()}.",
                    f"{who} told the {r.choice(BODIES)} that the {topic} needed {filler}.",
                    f"Dr {who} said: “We have {r.randint(2, 90)} {r.choice(WORDS)} in {r.choice(PLACES)}.” She left on {r.randint(1, 28)} March 2024.",
                    f"The {body} has spent £{r.randint(2, 900)}m since {r.randint(1990, 2023)} on {filler} in {r.choice(PLACES)}.",
                ]
            )
        )
    return {
        "id": f"wire-{no:05}",
        "title": f"{place} {topic}: {r.choice(WORDS)} and {r.choice(WORDS)}",
        "published": day if r.random() < 0.9 else "",
        "outlet": r.choice(["Meridian Wire", "Northgate Herald"]),
        "text": "\n\n".join(paragraphs),
    }


def articles(n: int) -> list[dict[str, str]]:
    """`n` articles: some are copies or versions of an earlier one."""
    all_ = []
    for no in range(n):
        row = article(no)
        if no % 17 == 5:
            row = {**article(no // 2), "id": row["id"]}
        elif no % 23 == 7:
            row = {**article(no // 3), "id": row["id"]}
            row["text"] = row["text"].replace("residents", "people") + "\n\nMore was expected in the evening."
        all_.append(row)
    return all_


def write(folder: Path, n: int) -> Path:
    """A folder of JSON Lines, text and broken files; ten ids come twice."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = articles(n)
    third = max(1, n // 3)
    for no, start in enumerate(range(0, n, third)):
        lines = [json.dumps(row, ensure_ascii=False) for row in rows[start : start + third]]
        if no == 1:
            lines += ["{not json", json.dumps({"id": "no-text", "title": "Nothing"})]
        (folder / f"wire-{no}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    again = [{**row, "text": row["text"] + "\n\nSecond copy."} for row in rows[:10]]
    again.append(again[0])
    (folder / "zz-again.jsonl").write_text("".join(json.dumps(row) + "\n" for row in again), encoding="utf-8")
    (folder / "notes").mkdir(exist_ok=True)
    for no in range(20):
        (folder / "notes" / f"2024-03-{no + 1:02}-note.txt").write_text(article(no + 100_000)["text"], encoding="utf-8")
    (folder / "notes" / "empty.txt").write_text("", encoding="utf-8")
    return folder
