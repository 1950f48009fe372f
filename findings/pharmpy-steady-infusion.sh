#!/bin/sh
# pharmpy takes a constant infusion at steady state for an observation.
#
# Versions:  pharmpy-core 2.1.1, pandas 3.1.1, Python 3.11
# Promised:  get_doses and get_observations. Without EVID, NM-TRAN takes a record for a dose where AMT or another dose
#            item is not 0; AMT 0 with RATE above 0 and SS 1 is the infusion that has always run.
# Seen:      the infusion is no dose, and its DV of 0 is the first observation.
# Matters:   a fit gets a concentration of 0 at the height of a steady state, and counts of doses and samples are off
#            by one.
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
$INPUT ID TIME AMT RATE SS DV
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
ID,TIME,AMT,RATE,SS,DV
1,0,0,10,1,0
1,1,0,0,0,3
1,2,100,0,0,0
1,3,100,0,0,0
1,4,0,0,0,4
END

cat >ask.py <<'END'
import warnings

warnings.filterwarnings("ignore")
from pharmpy.modeling import get_doses, get_observations, read_model

model = read_model("run.mod")
print("doses", get_doses(model).to_list())
print("observations", get_observations(model).to_list())
END

cat >expected.txt <<'END'
doses [100.0, 100.0]
observations [0.0, 3.0, 4.0]
END

venv/bin/python ask.py | tee seen.txt
cmp -s seen.txt expected.txt || { echo "CHANGED: expected was"; cat expected.txt; exit 1; }
