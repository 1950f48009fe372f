#!/bin/sh
# pharmpy repeats the steady state in every additional dose that it writes out.
#
# Versions:  pharmpy-core 2.1.1, pandas 3.1.1, Python 3.11
# Promised:  expand_additional_doses: "Expand additional doses into separate dose records". In NONMEM the doses that
#            ADDL adds to a dose at steady state (SS=1) are ordinary ones.
# Seen:      each copy has SS=1, too, and the column II, which SS=1 needs, is gone: every dose resets the amounts to a
#            steady state of an interval that the table does not say any more.
# Matters:   the expanded table means another schedule than the one it was made of, and SS=1 without II is no valid dose.
#
# Prints what was seen and ends with 0; ends with 1 when the behaviour has changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet pharmpy-core==2.1.1 pandas==3.1.1

cat >run.mod <<'END'
$PROBLEM one compartment, first-order absorption
$INPUT ID TIME AMT ADDL II SS EVID MDV DV
$DATA data.csv IGNORE=@
$SUBROUTINE ADVAN2 TRANS2
$PK
KA = THETA(1)
CL = THETA(2)*EXP(ETA(1))
V = THETA(3)
S2 = V
$ERROR
Y = F + EPS(1)
$THETA (0,1) (0,1) (0,10)
$OMEGA 0.1
$SIGMA 0.1
$ESTIMATION METHOD=1
END

cat >data.csv <<'END'
ID,TIME,AMT,ADDL,II,SS,EVID,MDV,DV
1,0,100,2,24,1,1,1,0
1,1,0,0,0,0,0,0,5
1,30,0,0,0,0,0,0,2
END

cat >ask.py <<'END'
import warnings

warnings.filterwarnings("ignore")
from pharmpy.modeling import expand_additional_doses, read_model

expanded = expand_additional_doses(read_model("run.mod")).dataset
print(*expanded.columns)
for row in expanded[["TIME", "AMT", "SS"]].itertuples(index=False):
    print(*(f"{value:g}" for value in row))
END

cat >expected.txt <<'END'
ID TIME AMT SS EVID MDV DV
0 100 1
1 0 0
24 100 1
30 0 0
48 100 1
END

venv/bin/python ask.py | tee seen.txt
cmp -s seen.txt expected.txt || { echo "CHANGED: expected was"; cat expected.txt; exit 1; }
