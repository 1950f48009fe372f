import pytest

from pksim import Endogenous, InputError, Light, Night, load_schedules, load_study, simulate

GOOD = """
bedtime = "22:30"
wake = "06:30"
parameters = "literature"
schedules = ["duo", "mechanism"]

[[schedule]]
name = "mine"
doses = ["melatonin 0.3 mg 90 min before bed", { text = "magnesium glycinate 300 mg elemental at 20:00", note = "n" }]
"""


@pytest.fixture
def study(tmp_path):
    """Write a study and read it."""

    def load(text):
        path = tmp_path / "study.toml"
        path.write_text(text, encoding="utf-8")
        return load_study(path)

    return load


@pytest.fixture
def mistakes(study):
    def lines(text):
        with pytest.raises(InputError) as caught:
            study(text)
        return str(caught.value).splitlines()

    return lines


def test_a_study_is_a_night_and_its_schedules(study):
    read = study(GOOD)
    assert read.night == Night("22:30", "06:30")
    assert read.parameters == "literature"
    assert list(read.schedules) == ["duo", "mechanism", "mine"]
    assert read.schedules["duo"] == load_schedules()["duo"]
    assert [dose.time_h for dose in read.schedules["mine"].doses] == [-1.5, None]
    assert read.schedules["mine"].doses[1].note == "n"
    assert read.compounds == {}


def test_a_study_that_names_no_schedule_compares_the_published_ones(study):
    read = study('bedtime = "22:00"')
    assert dict(read.schedules) == dict(load_schedules())
    assert (read.night, read.parameters) == (Night("22:00", "07:00"), "article")


def test_a_clock_time_may_be_tomls_own(study):
    assert study("bedtime = 22:15:00").night.bedtime == "22:15"


CAFFEINE_DAY = '[[schedule]]\nname = "coffee"\ndoses = ["caffeine 100 mg 8 h before bed"]\n'


def test_a_compound_may_come_from_a_file_beside_the_study(study, caffeine_file):
    read = study(f'compounds = ["caffeine.toml"]\n{CAFFEINE_DAY}')
    assert list(read.compounds) == ["caffeine"]
    simulation = simulate(read.schedules, read.night, parameters=read.parameters, compounds=read.compounds)
    assert list(simulation.concentrations) == [("coffee", "caffeine")]


def test_a_compound_may_be_written_in_the_study(study, caffeine_text):
    inline = caffeine_text.replace("[parameters", "[compound.parameters")
    read = study(f"{CAFFEINE_DAY}\n[[compound]]{inline}")
    assert read.compounds["caffeine"].parameters["usual"].half_life.value == 5


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('bedtme = "22:00"', "study.toml: bedtme: is not a key here; did you mean 'bedtime'"),
        ('bedtime = "25:00"', "study.toml: bedtime: the clock time is '25:00'; a clock time is HH:MM"),
        ("bedtime = 22", "study.toml: bedtime: the clock time is 22; a clock time is HH:MM"),
        ('bedtime = "07:00"', "study.toml: Night: bedtime and wake are both 07:00"),
        ('parameters = "litrature"', "study.toml: parameters: there is no parameter set 'litrature'; did you mean"),
        ('schedules = ["dou"]', "study.toml: schedules: there is no schedule 'dou'; did you mean 'duo'"),
        ('schedules = "duo"', "study.toml: schedules: must be a list"),
        ("schedules = []", "study.toml: there are no schedules to compare"),
        ('schedules = ["duo", "duo"]', "study.toml: two schedules are called 'duo'"),
        ('schedules = ["duo"]\n[[schedule]]\nname = "duo"\ndoses = ["melatonin 1 mg at bedtime"]', "two schedules are"),
        ('[[schedule]]\nname = "x"\ndoses = []', "study.toml: schedule[1].doses: a schedule needs at least one dose"),
        ('[[schedule]]\ndoses = ["melatonin 1 mg at bedtime"]', "study.toml: schedule[1].name: is missing"),
        ('[[schedule]]\nname = "x"\ndoses = ["caffeine 1 mg at bedtime"]', "schedule[1].doses[1]: dose 'caffeine"),
        ('[[schedule]]\nname = "x"\ndose = []', "schedule[1].dose: is not a key here; did you mean 'doses'"),
        ('compounds = ["none.toml"]', "none.toml: there is no such file"),
        ('compounds = "none.toml"', "study.toml: compounds: must be a list"),
        ('[[compound]]\nname = "x"', "study.toml: compound[1].display_unit: is missing"),
        ('compounds = ["caffeine.toml", "caffeine.toml"]', "two compounds are called 'caffeine'"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_file_key_and_fix(mistakes, caffeine_file, text, line):
    assert any(line in each for each in mistakes(text))


def test_all_mistakes_of_a_study_and_its_compounds_are_reported_at_once(mistakes, caffeine_file, caffeine_text):
    caffeine_file.write_text(caffeine_text.replace("half_life", "halflife"), encoding="utf-8")
    lines = mistakes(
        """
        bedtime = "23:65"
        wak = "07:00"
        parameters = "artcle"
        schedules = ["dream-taem", "duo"]
        compounds = ["caffeine.toml", "none.toml"]
        [[schedule]]
        name = "a"
        doses = ["melatonin 1 mgg at bedtime", "magnesium 300 mg at bedtime"]
        [[schedule]]
        name = "b"
        doses = ["melatonin 1 mg"]
        [[compound]]
        nam = "x"
        """
    )
    expected = [
        "caffeine.toml: parameters.usual.halflife: is not a key here; did you mean 'half_life'",
        "caffeine.toml: parameters.usual.half_life: is missing",
        "none.toml: there is no such file",
        "study.toml: compound[1].nam: is not a key here; did you mean 'name'",
        "study.toml: wak: is not a key here; did you mean 'wake'",
        "study.toml: bedtime: the clock time is '23:65'",
        "study.toml: parameters: there is no parameter set 'artcle'; did you mean 'article'",
        "study.toml: schedules: there is no schedule 'dream-taem'; did you mean 'dream-team'",
        "study.toml: schedule[1].doses[1]: dose 'melatonin 1 mgg at bedtime': the amount has the unit 'mgg'",
        "study.toml: schedule[1].doses[2]: dose 'magnesium 300 mg at bedtime': 300 mg of magnesium could be",
        "study.toml: schedule[2].doses[1]: dose 'melatonin 1 mg': it has no time",
    ]
    for start in expected:
        assert any(start in line for line in lines), start


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty"),
        (b"\x00\xff\xfe", "not a text file"),
        (b"bedtime = 23:00\n", "not valid TOML"),
        (b"[[", "not valid"),
    ],
)
def test_a_file_that_is_no_study_is_refused(tmp_path, content, rule):
    path = tmp_path / "study.toml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=rf"study\.toml: .*{rule}"):
        load_study(path)


def test_a_missing_study_and_a_folder_are_refused(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        load_study(tmp_path / "none.toml")
    with pytest.raises(InputError, match="this is a folder"):
        load_study(tmp_path)


MINE = '[[schedule]]\nname = "mine"\n'


def taken(study, text):
    return [(dose.night, dose.time_from_bedtime_h(Night())) for dose in study(text).schedules["mine"].doses]


def test_a_study_may_last_several_nights(study):
    read = study(f'nights = 3\nbedtime = "22:00"\nschedules = ["duo"]\n{MINE}doses = ["melatonin 1 mg at 21:00"]')
    assert read.night == Night("22:00", nights=3)
    assert {name: len(each.doses) for name, each in read.schedules.items()} == {"duo": 6, "mine": 3}
    assert {dose.night for dose in read.schedules["duo"].doses} == {1, 2, 3}
    assert read.schedules["duo"].source == load_schedules()["duo"].source


def test_the_published_schedules_are_taken_every_night_too(study):
    read = study("nights = 2")
    assert list(read.schedules) == list(load_schedules())
    for name, schedule in read.schedules.items():
        assert len(schedule.doses) == 2 * len(load_schedules()[name].doses)
    assert study("nights = 1").schedules == dict(load_schedules())


@pytest.mark.parametrize(
    ("keys", "nights"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("skip = 2\n", [1, 3, 4, 5]),
        ('skip = "2"\n', [1, 3, 4, 5]),
        ("skip = [2, 4]\n", [1, 3, 5]),
        ('skip = "1, 3-4"\n', [2, 5]),
    ],
)
def test_nights_may_be_skipped(study, keys, nights):
    found = taken(study, f'nights = 5\n{MINE}{keys}doses = ["melatonin 1 mg at 22:00"]')
    assert found == [(night, 24 * night - 25) for night in nights]


def test_nights_may_be_late(study):
    keys = 'late = { 2 = "90 min", "4-5" = "2 h" }\nskip = 5\n'
    found = taken(study, f'nights = 5\n{MINE}{keys}doses = ["melatonin 1 mg at 22:00"]')
    assert found == [(1, -1), (2, 24.5), (3, 47), (4, 73)]


@pytest.mark.parametrize(
    ("nights", "want"), [('"1-3"', [1, 2, 3]), ('"1, 3, 5"', [1, 3, 5]), ("4", [4]), ('"2-2,4 - 5"', [2, 4, 5])]
)
def test_a_dose_may_have_nights_of_its_own(study, nights, want):
    doses = (
        f'doses = [{{ text = "melatonin 1 mg at 22:00", nights = {nights} }}, "melatonin 3 mg at bedtime on night 3"]'
    )
    found = taken(study, f"nights = 5\n{MINE}{doses}")
    assert found == [*((night, 24 * night - 25) for night in want), (3, 48)]


def test_a_dose_table_of_one_amount_after_another(study):
    doses = (
        '[[schedule.doses]]\ntext = "melatonin 1 mg at 22:00"\nnights = "1-2"\n'
        '[[schedule.doses]]\ntext = "melatonin 3 mg at 22:00"\nnights = "3-4"\nnote = "more"\n'
    )
    read = study(f"nights = 4\n{MINE}skip = 3\n{doses}").schedules["mine"]
    assert [(dose.amount_mg, dose.night, dose.note) for dose in read.doses] == [(1, 1, ""), (1, 2, ""), (3, 4, "more")]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("seed = 1", False),
        ("endogenous = false", False),
        ("endogenous = true", Endogenous()),
        ('endogenous = "sleep-quality-article"', Endogenous("sleep-quality-article")),
        ("[endogenous]\n", Endogenous()),
        (
            """
            [endogenous]
            preset = "mechanism-article"
            habitual_bedtime = 21:30:00
            amplitude = 80
            light = { start = "20:00", end = 22:30:00, lux = 200 }
            """,
            Endogenous("mechanism-article", "21:30", 80.0, Light("20:00", "22:30", 200.0)),
        ),
    ],
)
def test_the_bodys_own_may_be_added(study, text, want):
    assert study(text).endogenous == want


@pytest.mark.parametrize(
    ("text", "habitual"),
    [
        ('bedtime = "09:00"', None),
        ('bedtime = "09:00"\nhabitual_bedtime = "22:30"', "22:30"),
        ("habitual_bedtime = 22:30:00\nendogenous = true", "22:30"),
        ('[endogenous]\nhabitual_bedtime = "22:30"', "22:30"),
        ('habitual_bedtime = "22:30"\n[endogenous]\nhabitual_bedtime = "22:30"', "22:30"),
    ],
)
def test_the_night_owns_the_body_clock_wherever_the_file_says_it(study, text, habitual):
    assert study(text).night.habitual_bedtime == habitual


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("nights = 0", "study.toml: nights: nights is 0; it must be a whole number from 1 to 3660"),
        ("nights = -2", "nights: nights is -2; it must be a whole number"),
        ("nights = 3661", "nights: nights is 3661; it must be a whole number"),
        ("nights = 2.5", "study.toml: nights: "),
        ('nights = "two"', "study.toml: nights: "),
        (f'nights = 5\n{MINE}skip = 6\ndoses = ["melatonin 1 mg at 22:00"]', "'mine' names night 6; the study has 5"),
        (f'{MINE}skip = 2\ndoses = ["melatonin 1 mg at 22:00"]', "'mine' names night 2; the study has 1"),
        (f'nights = 5\n{MINE}skip = 0\ndoses = ["melatonin 1 mg at 22:00"]', "write nights from 1 on, like '1-3'"),
        (f'nights = 5\n{MINE}skip = "3-1"\ndoses = ["melatonin 1 mg at 22:00"]', "nights is '3-1'; write nights"),
        (f'nights = 2\n{MINE}skip = "1-2"\ndoses = ["melatonin 1 mg at 22:00"]', "has no doses; give at least one"),
        (
            f'nights = 5\n{MINE}late = {{ 6 = "1 h" }}\ndoses = ["melatonin 1 mg at 22:00"]',
            "'mine' names night 6; the study has 5",
        ),
        (f'nights = 5\n{MINE}late = {{ 2 = "90" }}\ndoses = ["melatonin 1 mg at 22:00"]', "late is '90'; it must be"),
        (f'nights = 5\n{MINE}late = {{ x = "1 h" }}\ndoses = ["melatonin 1 mg at 22:00"]', "nights is 'x'; write"),
        *(
            (
                f'nights = 5\n{MINE}doses = [{{ text = "melatonin 1 mg at 22:00", nights = {nights!r} }}]',
                f"schedule[1].doses[1]: nights is {nights!r}; write nights from 1 on, like '1-3' or '1, 3, 5'",
            )
            for nights in ("3-1", "0", "1-2-3", "", "1,", "-1", "a-b", "²")
        ),
        (
            f'nights = 5\n{MINE}doses = [{{ text = "melatonin 1 mg at 22:00", nights = "3661" }}]',
            "schedule[1].doses[1]: nights is 3661; it must be a whole number from 1 to 3660",
        ),
        ('endogenous = "litrature"', "endogenous.preset: there is no preset 'litrature'; did you mean 'literature'"),
        ("endogenous = 3", "study.toml: endogenous: must be a table"),
        ("[endogenous]\namplitude = -1", "endogenous: Endogenous: amplitude is -1.0; it must be 0 or more"),
        ("[endogenous]\namplitude = nan", "study.toml: endogenous"),
        ('habitual_bedtime = "24:00"', "study.toml: habitual_bedtime: the clock time is '24:00'"),
        (
            'habitual_bedtime = "22:00"\n[endogenous]\nhabitual_bedtime = "23:00"',
            "study.toml: habitual_bedtime is 22:00 for the night and 23:00 for the body's own; give it once",
        ),
        ('[endogenous]\nhabitual_bedtime = "24:00"', "endogenous.habitual_bedtime: the clock time is '24:00'"),
        ("[endogenous]\nlux = 3", "endogenous.lux: is not a key here"),
        (
            '[endogenous]\nlight = { start = "21:00", end = "23:00", lux = -1 }',
            "endogenous.light: Light: lux is -1.0; it must be 0 or more",
        ),
        (
            '[endogenous]\nlight = { start = "21:00", end = "21:00", lux = 10 }',
            "endogenous.light: Light: start and end are both 21:00; it must last",
        ),
        ('[endogenous]\nlight = { start = "21:00", lux = 10 }', "endogenous.light.end: is missing"),
    ],
)
def test_a_mistake_about_nights_or_the_bodys_own_is_named(mistakes, text, line):
    assert any(line in each for each in mistakes(text))


@pytest.mark.parametrize(
    ("text", "night"),
    [
        ('before = "6 h"\nafter_wake = "90 min"', Night(before_h=6, after_wake_h=1.5)),
        ('before = "0 min"\nnights = 2', Night(before_h=0, nights=2)),
        ('after_wake = "24 hours"', Night(after_wake_h=24)),
    ],
)
def test_the_window_may_reach_further(study, text, night):
    assert study(text).night == night


def test_the_solver_may_be_chosen(study):
    assert study('solver = "ode"').solver == "ode"
    assert study('wake = "08:00"').solver == "exact"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("before = 4", "study.toml: before: it is 4; write it as text with its unit, such as '4 h'"),
        ('before = "4"', "study.toml: before: the duration is '4'; it must be a number with a unit"),
        ('before = "-4 h"', "study.toml: before: the duration is '-4'; it must be a finite number and not negative"),
        ('after_wake = "4 mg"', "study.toml: after_wake: the duration has the unit 'mg'"),
        ('after_wake = "25 h"', "study.toml: Night: after_wake_h is 25.0; it must be from 0 to 24 h"),
        ('befor = "4 h"', "study.toml: befor: is not a key here; did you mean 'before'"),
        ('solver = "exakt"', "study.toml: solver: is 'exakt'; it must be 'exact' or 'ode'"),
    ],
)
def test_a_mistake_about_window_or_solver_is_named(mistakes, text, line):
    assert any(line in each for each in mistakes(text))
