"""No text of a file commands the terminal."""

import pytest

MEAN = "\\u001b[31m\\u001b]0;mine\\u0007\\u009b2J\\u202e"
STUDY = f"""
schedules = []
subjects = 20
[[schedule]]
name = "a{MEAN}"
note = "b{MEAN}"
doses = [{{ text = "stuff 1 mg 60 min before bed", note = "c{MEAN}" }}]
[[compound]]
name = "stuff"
measure = "d{MEAN}"
display_unit = "mg/L"
molar_mass = "100 g/mol"
[compound.parameters.own]
tmax = {{ value = "1 h", note = "e{MEAN}" }}
half_life = {{ value = "2 h", low = "1 h", high = "3 h", people = {{ shape = "uniform" }} }}
volume = "1 L"
bioavailability = 1.0
[compound.formulations."f{MEAN}"]
"""


@pytest.mark.parametrize(
    "words",
    [
        ("compare", "study.toml", "--nights", "2"),
        ("spread", "study.toml"),
        ("when", "study.toml", "--move", "stuff", "--goal", "peak at bedtime"),
        ("compounds", "own.toml"),
    ],
    ids=lambda words: words[0],
)
def test_control_signs_are_printed_as_escapes(run, tmp_path, words):
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    own = STUDY.partition("[[compound]]")[2].replace("[compound.", "[")
    (tmp_path / "own.toml").write_text(own, encoding="utf-8")
    code, out, err = run(*words)
    assert (code, err) == (0, "")
    assert [sign for sign in out if not sign.isprintable() and sign != "\n"] == []
    assert r"\x1b" in out
