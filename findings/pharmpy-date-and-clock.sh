#!/bin/sh
# pharmpy leaves clock times as text, and stumbles over dates.
#
# Versions:  pharmpy-core 2.1.1, pandas 3.1.1, Python 3.11
# Promised:  translate_nmtran_time: special TIME and DATE columns "will be translated into one single time column with
#            time in hours".
# Seen:      clock times without a DATE stay text; with a DATE a TypeError comes of it (column information made with
#            an argument that it does not have).
# Matters:   an event table as a ward writes it is not read; times as text sort as text.
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
1,8:00,100,0
1,14:45,0,3
1,20.75,0,4
END
sed 's/ID TIME/ID DATE TIME/; s/data.csv/dates.csv/' run.mod >dates.mod
cat >dates.csv <<'END'
ID,DATE,TIME,AMT,DV
1,10-1-86,9:15,100,0
1,10-1-86,14:40,0,3
1,10-2-86,8:30,0,4
END

cat >ask.py <<'END'
import warnings

warnings.filterwarnings("ignore")
from pharmpy.modeling import read_model, translate_nmtran_time

print(translate_nmtran_time(read_model("run.mod")).dataset["TIME"].to_list())
try:
    print(translate_nmtran_time(read_model("dates.mod")).dataset["TIME"].to_list())
except TypeError as error:
    print("TypeError:", error)
END

cat >expected.txt <<'END'
['8:00', '14:45', '20.75']
TypeError: ColumnInfo.create() got an unexpected keyword argument 'unit'
END

venv/bin/python ask.py | tee seen.txt
cmp -s seen.txt expected.txt || { echo "CHANGED: expected was"; cat expected.txt; exit 1; }
