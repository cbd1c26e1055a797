"""What do the files look like that the bench imports? Like real ones: about 700 words, with headings, a table and a list."""

from __future__ import annotations

from pathlib import Path

FRONT = """---
title: Generated text number {number}
description: What the bench measures with text number {number}.
category: Topic {topic}
authors:
  - name: Generated author {number}
    affiliation: An institute of number {number}
  - Generated author {shared}
date: 2024-01-{day:02}
tags: [sleep, light, tag {tag}, only {number}]
funding: None
---
"""
PARAGRAPH = (
    "Sleep number {number} is **restored** by regular hours, and *most* people need no more than that, as "
    "[an account](https://example.org/{number}) of it says. " * 4
)
TABLE = "\n| dose | nights | change |\n| --- | ---: | ---: |\n" + "| {number} mg | 14 | 0.3 |\n" * 6
LIST = "\n" + "- A point of text {number} that is about one line long.\n" * 6
BODY = "".join(f"\n## Part {part}\n\n{PARAGRAPH}\n{TABLE}{LIST}" for part in range(1, 7))


def write_files(folder: Path, *, numbers: range) -> Path:
    """One file for each number, no two alike, in a new folder."""
    folder.mkdir()
    for number in numbers:
        facts = {"number": number, "topic": number % 8, "shared": number % 50, "day": number % 28 + 1, "tag": number % 200}  # fmt: skip
        (folder / f"{number:06}.md").write_text((FRONT + BODY).format(**facts), encoding="utf-8")
    return folder
