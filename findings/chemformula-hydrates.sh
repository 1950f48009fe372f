#!/bin/sh
# chemformula glues the number before a salt's water or acid to the atom before the dot.
#
# Versions:  chemformula 1.5.1, Python 3.11
# Promised:  its README counts salts with water among its examples ("[Cu(NH3)4]SO4.H2O"), and "." and "*" are its
#            multiplication signs. CuSO4.5H2O, copper sulfate with five waters, weighs 249.68 g/mol.
# Seen:      dots and stars are dropped before the numbers are read: CuSO4.5H2O and CuSO4*5H2O become CuSO45H2O, with
#            46 oxygens and 833.58 g/mol, without a warning; only CuSO4.(H2O)5 is right. A dihydrochloride gets
#            22 oxygens and one chlorine.
# Matters:   a dose of a salt, turned into moles or into its active part, comes out two to three times too small.
#
# Prints what was seen and ends with 0; ends with 1 when the behaviour has changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet chemformula==1.5.1

cat >ask.py <<'END'
from chemformula import ChemFormula

for text in ("CuSO4.(H2O)5", "CuSO4.5H2O", "CuSO4*5H2O", "MgSO4.7H2O", "C9H11NO2.2HCl"):
    formula = ChemFormula(text)
    print(f"{text}: {formula.formula_weight:.2f} g/mol, O {formula.element['O']}")
END

cat >expected.txt <<'END'
CuSO4.(H2O)5: 249.68 g/mol, O 9
CuSO4.5H2O: 833.58 g/mol, O 46
CuSO4*5H2O: 833.58 g/mol, O 46
MgSO4.7H2O: 826.33 g/mol, O 48
C9H11NO2.2HCl: 521.63 g/mol, O 22
END

venv/bin/python ask.py | tee seen.txt
cmp -s seen.txt expected.txt || { echo "CHANGED: expected was"; cat expected.txt; exit 1; }
