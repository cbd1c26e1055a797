"""Where do the lines of the desk's charts lie? Numbers in, SVG coordinates out; the templates draw them."""

from __future__ import annotations

from dataclasses import dataclass

from reviews.front_page.figures import Quartiles, TopicCount

WIDTH, ROW = 330, 26
SHORT_LABEL, LONG_LABEL = 92, 156
BASE, TOP, LEFT = 104, 10, 26
ROOM_FOR_VALUE, ROOM_FOR_PART = 34, 62


@dataclass(frozen=True)
class Bar:
    """One row: ``part`` of ``value`` is drawn differently."""

    label: str
    value: int
    part: int
    y: int
    text_y: int
    part_width: float
    rest_x: float
    rest_width: float
    end: float


@dataclass(frozen=True)
class BarChart:
    rows: list[Bar]
    width: int
    height: int
    left: int
    label_x: int


@dataclass(frozen=True)
class Span:
    """One month: a line from the first to the third quartile, a dot on the middle."""

    label: str
    quartiles: Quartiles
    x: float
    low_y: float
    high_y: float
    middle_y: float
    text_x: float
    text_y: float


@dataclass(frozen=True)
class SpanChart:
    rows: list[Span]
    grid: list[tuple[int, float, float]]
    width: int
    height: int
    left: int
    label_y: int


def bars(rows: list[tuple[str, int]]) -> BarChart:
    return _bars([(label, value, 0) for label, value in rows], left=SHORT_LABEL, room=ROOM_FOR_VALUE)


def parts(rows: list[TopicCount]) -> BarChart:
    return _bars([(row.topic, row.public, row.overdue) for row in rows], left=LONG_LABEL, room=ROOM_FOR_PART)


def _bars(rows: list[tuple[str, int, int]], *, left: int, room: int) -> BarChart:
    most = max((value for _, value, _ in rows), default=0) or 1
    scale = (WIDTH - left - room) / most
    drawn = []
    for place, (label, value, part) in enumerate(rows):
        y, wide, narrow = 4 + place * ROW, round(value * scale, 1), round(part * scale, 1)
        drawn.append(
            Bar(label=label, value=value, part=part, y=y, text_y=y + 13, part_width=narrow, rest_x=left + narrow,
                rest_width=round(wide - narrow, 1), end=left + wide + 6)
        )  # fmt: skip
    return BarChart(rows=drawn, width=WIDTH, height=len(rows) * ROW + 2, left=left, label_x=left - 8)


def spans(rows: list[Quartiles]) -> SpanChart:
    most = _round_up(max((row.high for row in rows), default=0))
    step = (WIDTH - LEFT - 10) / max(len(rows), 1)
    drawn = []
    for place, row in enumerate(rows):
        x = round(LEFT + step * (place + 0.5), 1)
        low, middle, high = (_height(days, most) for days in (row.low, row.middle, row.high))
        drawn.append(
            Span(
                label=f"{row.month:%b}",
                quartiles=row,
                x=x,
                low_y=low,
                high_y=high,
                middle_y=middle,
                text_x=x + 9,
                text_y=middle + 4,
            )
        )
    grid = [(days, _height(days, most), _height(days, most) + 4) for days in range(0, most + 1, most // 3)]
    return SpanChart(rows=drawn, grid=grid, width=WIDTH, height=BASE + 30, left=LEFT, label_y=BASE + 22)


def _height(days: int, most: int) -> float:
    return round(BASE - (BASE - TOP) * days / most, 1)


def _round_up(days: int) -> int:
    """The least multiple of three that holds ``days``, so that three grid lines fall on whole days."""
    return max(3, -(-days // 3) * 3)
