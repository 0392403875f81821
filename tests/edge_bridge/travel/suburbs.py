"""Suburbs where they are, in a file as set-up writes it."""

from __future__ import annotations

import csv
from pathlib import Path

from edge_bridge.travel.drives import Spot
from edge_bridge.travel.gather import COLUMNS
from edge_bridge.travel.gazetteer import Gazetteer

BRISBANE, SYDNEY = Spot(-27.4661, 153.0236), Spot(-33.8708, 151.2073)
TOOWOOMBA = Spot(-27.5564, 151.9533)
GOLD_COAST, TOWNSVILLE = Spot(-28.0, 153.4167), Spot(-19.2581, 146.8169)
ROWS = [
    ("0872", "tjirrkarli", "WA", -26.0, 125.0),
    ("0872", "yulara", "NT", -25.24, 130.98),
    ("2487", "kingscliff", "NSW", -28.2578, 153.5765),
    ("2487", "chinderah", "NSW", -28.2368, 153.5571),
    ("2250", "springfield", "NSW", -33.424, 151.368),
    ("2060", "north sydney", "NSW", -33.8386, 151.2072),
    ("2055", "north sydney", "NSW", -33.8393, 151.2061),
    ("3182", "saint kilda", "VIC", -37.864, 144.982),
    ("3183", "saint kilda east", "VIC", -37.8626, 145.0007),
    ("3121", "richmond", "VIC", -37.823, 144.998),
    ("4000", "brisbane", "QLD", -27.4661, 153.0236),
    ("4000", "brisbane city", "QLD", -27.4698, 153.025),
    ("4000", "spring hill", "QLD", -27.4605, 153.0239),
    ("4169", "east brisbane", "QLD", -27.482, 153.0457),
    ("4060", "ashgrove", "QLD", -27.4412, 152.9824),
    ("4064", "paddington", "QLD", -27.4617, 153.0025),
    ("2021", "paddington", "NSW", -33.885, 151.2262),
    ("4066", "toowong", "QLD", -27.4843, 152.9837),
    ("4066", "auchenflower", "QLD", -27.475, 152.993),
    ("4101", "west end", "QLD", -27.481, 153.009),
    ("4810", "west end", "QLD", -19.266, 146.79),
    ("4122", "mount gravatt", "QLD", -27.5364, 153.0671),
    ("4122", "mount gravatt east", "QLD", -27.536, 153.08),
    ("4300", "springfield", "QLD", -27.65, 152.9),
    ("4871", "springfield", "QLD", -17.9323, 144.5157),
    ("4822", "richmond", "QLD", -20.7322, 143.1436),
    ("4740", "richmond", "QLD", -21.084, 149.1443),
    ("3030", "point cook", "VIC", -37.9148, 144.7509),
    ("2444", "port macquarie", "NSW", -31.4333, 152.9),
]


def write(path: Path) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([COLUMNS, *ROWS])
    return path


def gazetteer(folder: Path) -> Gazetteer:
    return Gazetteer(write(folder / "centroids.csv"))
