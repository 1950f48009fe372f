#!/bin/sh
# molmass reads a salt's part number (1.8 acids, 1.5 waters) as its last digit alone.
#
# Versions:  molmass 2026.1.8, Python 3.11
# Promised:  from_string supports "simple, non-nested arithmetic" with + and *, and a dot before water or acid
#            ('CuSO4.5H2O', 'CuSO4+5*H2O'). Pharmacopoeias write amikacin sulfate C22H43N5O13,1.8H2SO4: 762.1 g/mol.
# Seen:      the point of the number counts as one more dot between parts: +1.8*H2SO4 adds eight sulfuric acids, and
#            1.5*H2O adds five waters, both without an error. A half (0.5) does raise one.
# Matters:   the active part of amikacin sulfate comes out as half instead of three quarters.
#
# Prints what was seen and ends with 0; ends with 1 when the behaviour has changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet molmass==2026.1.8

cat >ask.py <<'END'
from molmass import Formula, FormulaError

for text in (
    "CuSO4.5H2O",
    "C22H43N5O13+1.8*H2SO4",
    "C22H43N5O13.1.8H2SO4",
    "CaSO4+1.5*H2O",
    "CaSO4+0.5*H2O",
):
    try:
        salt = Formula(text)
        print(f"{text}: {salt.mass:.2f} g/mol, {salt.formula}")
    except FormulaError:
        print(f"{text}: FormulaError")
END

cat >expected.txt <<'END'
CuSO4.5H2O: 249.68 g/mol, CuH10O9S
C22H43N5O13+1.8*H2SO4: 1178.24 g/mol, C22H59N5O33S8
C22H43N5O13.1.8H2SO4: 1178.24 g/mol, C22H59N5O33S8
CaSO4+1.5*H2O: 226.22 g/mol, CaH10O9S
CaSO4+0.5*H2O: FormulaError
END

venv/bin/python ask.py | tee seen.txt
cmp -s seen.txt expected.txt || { echo "CHANGED: expected was"; cat expected.txt; exit 1; }
