"""Doses on the command line are read as everywhere, by the table of texts."""

import pytest
from dose_texts import OWN, READ, REFUSED, SEVERAL, assert_means, write_own

import pksim as pk
from pksim.cli.chosen import chosen_study


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "study.toml"
    path.write_text(f"{write_own(path.parent)}\n", encoding="utf-8")
    return path


def chosen(study, text, nights=1):
    return chosen_study(study, None, None, None, [f"mine: {text}"], nights=nights).schedules["mine"].doses


@pytest.mark.parametrize(("text", "means"), READ, ids=repr)
def test_the_command_reads_what_people_write(study, text, means):
    (dose,) = chosen(study, text, means.get("night") or 1)
    assert_means(dose, means)


@pytest.mark.parametrize("case", [case for case in SEVERAL if "doses" in case], ids=repr)
def test_the_command_reads_several(study, case):
    assert chosen(study, case["text"]) == pk.Schedule.parse("mine", case["text"], compounds=OWN).doses


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=repr)
def test_the_command_says_what_is_wrong(run, study, text, message):
    code, out, err = run("compare", str(study), "--dose", f"mine: {text}")
    assert (code, out) == (2, "")
    assert err == f"Error: schedule 'mine', dose {text!r}: {message}\n"
