"""Write the table of rounding cases, which the words of the explorer are held against: python rounding_cases.py."""

import json
import random
from pathlib import Path

from pksim.describe.words.rounding import from_bedtime, number, percent
from pksim.describe.words.units import write_clock, write_duration

TABLE = Path(__file__).with_name("rounding_cases.json")
RULES = {
    "number": number,
    "percent": percent,
    "duration": write_duration,
    "fromBedtime": from_bedtime,
    "clockText": write_clock,
}
EDGES = {
    "number": [0, 0.025, 0.997, 1.125, 1.135, 2.5, 999.4, 999.5, 1758, 1765, 12345.678, 9.995e-4, 1e-3, 2.5e-7, -0.25],
    "percent": [
        0,
        5e-5,
        1e-4,
        1.25e-4,
        0.0125,
        0.09949,
        0.0995,
        0.125,
        0.145,
        0.994,
        0.995,
        0.997,
        0.9995,
        1,
        10,
        17.58,
    ],
    "duration": [0, 0.5 / 60, 1.5 / 60, 2.5 / 60, 59.5 / 60, 1, 1.25, 7.5, 12.999, 276.62],
    "clockText": [0, 23.999, 24, 24.5 / 60, 25.5 / 60, -0.5 / 60, -1.5 / 60, 47.99, -24, -100.25],
    "fromBedtime": [0, 0.4 / 60, -0.5 / 60, 0.5 / 60, 1.5 / 60, -0.25, -1.75, 8, -15.01],
}


def cases():
    """Give every case, ties among them: which rule, a number, and how it is written."""
    chance = random.Random(7)
    drawn = {
        "number": lambda: chance.choice((10 ** chance.uniform(-9, 6), chance.randrange(1, 4096) / 512)),
        "percent": lambda: chance.choice((10 ** chance.uniform(-5, 1.5), chance.randrange(1, 2048) / 2048)),
        "duration": lambda: chance.choice((chance.uniform(0, 30), chance.randrange(400) / 120)),
        "clockText": lambda: chance.choice((chance.uniform(-30, 60), chance.randrange(-2880, 2880) / 120)),
        "fromBedtime": lambda: chance.choice((chance.uniform(-20, 20), chance.randrange(-200, 200) / 120)),
    }
    values = {rule: EDGES[rule] + [drawn[rule]() for _ in range(250)] for rule in RULES}
    return [[rule, value, RULES[rule](value)] for rule in RULES for value in values[rule]]


def text():
    """Write the table, a case a line."""
    return "[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases()) + "\n]\n"


if __name__ == "__main__":
    TABLE.write_text(text(), encoding="utf-8")
