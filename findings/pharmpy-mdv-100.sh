#!/bin/sh
# pharmpy takes an observation with MDV 100 for none.
#
# Versions:  pharmpy-core 2.1.1, pandas 3.1.1, Python 3.11
# Promised:  get_observations: "Get observations from dataset". Since NONMEM 7.3 an MDV of 100 is as 0, an
#            observation, but left out of estimation; 101 is as 1.
# Seen:      the record with MDV 100 is not among the observations, just as that with 101.
# Matters:   samples that were set aside for a check of the prediction vanish from counts, plots and summaries.
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
$INPUT ID TIME AMT EVID MDV DV
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
ID,TIME,AMT,EVID,MDV,DV
1,0,100,1,1,0
1,1,0,0,100,3
1,2,0,0,0,4
1,3,0,0,101,6
1,4,0,0,0,7
END

cat >ask.py <<'END'
import warnings

warnings.filterwarnings("ignore")
from pharmpy.modeling import get_observations, read_model

print(get_observations(read_model("run.mod")).to_list())
END

cat >expected.txt <<'END'
[4.0, 7.0]
END

venv/bin/python ask.py | tee seen.txt
cmp -s seen.txt expected.txt || { echo "CHANGED: expected was"; cat expected.txt; exit 1; }
