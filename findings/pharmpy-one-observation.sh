#!/bin/sh
# pharmpy cannot count a single observation.
#
# Versions:  pharmpy-core 2.1.1, pandas 3.1.1, Python 3.11
# Promised:  get_observations gives a Series, get_number_of_observations a whole number.
# Seen:      with one observation in the table the first gives a bare number, over which the second stumbles
#            (TypeError). A single dose becomes a bare number in the same way.
# Matters:   sparse data, one sample a patient in a table of its own, cannot be looped over.
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
$INPUT ID TIME AMT DV
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
ID,TIME,AMT,DV
1,0,100,0
1,1,0,3
END

cat >ask.py <<'END'
import warnings

warnings.filterwarnings("ignore")
from pharmpy.modeling import get_number_of_observations, get_observations, read_model

model = read_model("run.mod")
print(type(get_observations(model)).__name__)
try:
    print(get_number_of_observations(model))
except TypeError as error:
    print("TypeError:", error)
END

cat >expected.txt <<'END'
float64
TypeError: object of type 'numpy.float64' has no len()
END

venv/bin/python ask.py | tee seen.txt
cmp -s seen.txt expected.txt || { echo "CHANGED: expected was"; cat expected.txt; exit 1; }
