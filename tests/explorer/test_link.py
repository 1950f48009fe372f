"""Links: what the script writes Python reads, and the other way round; what is cut or foreign is one message."""

import base64
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from node import needs_node, run_node

import pksim as pk
from pksim.explorer.data import explored
from pksim.explorer.link import read_link, write_link

STATE = explored().data["state"]


def packed(data):
    return "s=" + base64.urlsafe_b64encode(zlib.compress(data)).decode()


def test_the_published_schedules_are_a_short_link():
    assert len(write_link(STATE)) < 1000
    assert read_link(write_link(STATE)) == STATE


@needs_node
def test_both_read_what_either_writes(tmp_path):
    run = """await (async () => {
        const written = await linkOf(given.state);
        const [read] = await readLink(`#${given.link}`, given.data);
        return { written, read };
    })()"""
    what = {"state": STATE, "link": write_link(STATE), "data": explored().data}
    found = run_node(tmp_path, what, run, linkOf="link", readLink="link")
    assert found["read"] == STATE
    assert len(found["written"]) < 1000
    assert read_link(f"https://example.org/a%20b.html?x=1#{found['written']}") == STATE


def test_a_link_of_before_is_read():
    old = {key: value for key, value in STATE.items() if key not in ("nights", "goal")}
    old["schedules"] = [
        {key: value for key, value in each.items() if key not in ("missed", "late")} for each in old["schedules"]
    ]
    link = "s=" + base64.urlsafe_b64encode(json.dumps(old).encode()).decode()
    assert explored().opened(link).data["state"] == STATE


@given(st.text() | st.binary(max_size=60).map(packed) | st.integers(3, 600).map(lambda n: write_link(STATE)[:n]))
def test_what_is_no_link_is_one_message(text):
    said = ""
    try:
        json.dumps(read_link(text))
    except pk.InputError as error:
        said = str(error)
    assert not said or ("Copy link" in said and "\n" not in said)


def test_what_unpacks_to_more_than_any_state_is_refused():
    with pytest.raises(pk.InputError, match="damaged or cut"):
        read_link(packed(b" " * 1_000_000 + b"1"))


def test_a_link_opens_in_a_notebook():
    pytest.importorskip("anywidget", reason="anywidget is not installed")
    first = pk.explore(pk.Schedule.parse("mine", "melatonin 0.3 mg at 21:30"), pk.Night("22:15", "06:00"))
    again = pk.explore(link=f"file:///tmp/explorer.html#{first.link}")
    assert again.schedules == first.schedules
    assert again.night == pk.Night("22:15", "06:00")
    with pytest.raises(pk.InputError, match="night is given, too"):
        pk.explore(link=first.link, night=pk.Night())
    with pytest.raises(pk.InputError, match="must have #s="):
        pk.explore(link="https://example.org")


def test_the_command_opens_a_link(run, tmp_path):
    state = {**STATE, "bedtime": "22:15"}
    code, out, err = run("page", "--state", f"https://example.org/#{write_link(state)}", "--output", "a.html")
    assert (code, err) == (0, "")
    assert '"bedtime":"22:15"' in (tmp_path / "a.html").read_text(encoding="utf-8")
    for words, message in [
        (["--state", "s=abc"], "damaged or cut"),
        (["--state", write_link(state), "--bedtime", "23:00"], "--bedtime"),
        (["--state", write_link({**state, "bedtime": "25:00"})], "bedtime"),
    ]:
        code, out, err = run("page", *words, "--output", "b.html")
        assert (code, out) == (2, "")
        assert message in err
    assert not (tmp_path / "b.html").exists()
