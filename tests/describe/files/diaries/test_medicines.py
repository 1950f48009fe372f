"""Medicines in an app's words, read as doses; amounts were worked out by hand."""

from datetime import UTC, datetime

import pytest

from pksim import InputError, load_compound, load_compounds
from pksim.describe.files.diaries.medicines import logged_doses, named
from pksim.describe.files.trackers.export import Intake
from pksim.describe.schedule.dose_text import read_dose

KNOWN = load_compounds()
AT = datetime(2026, 3, 27, 20, 42, 10, tzinfo=UTC)


def intake(medicine, amount=1.0, unit="count", status="taken", line=2, **more):
    return Intake(medicine, AT, status, f"log.csv, line {line}", amount, unit, **more)


def dose_of(medicine, amount=1.0, unit="count", known=KNOWN, more=(), **said):
    """Read one intake, beside some that were not taken."""
    others = [intake(each, status="skipped") for each in more]
    ((logged, *_), _) = logged_doses([intake(medicine, amount, unit), *others], known=known, **said)
    return logged.dose


def what(*args, **said):
    dose = dose_of(*args, **said)
    return named(dose), round(dose.amount_mg, 9), dose.basis


def refusal(*intakes, known=KNOWN, **said):
    with pytest.raises(InputError) as caught:
        logged_doses(intakes, known=known, **said)
    return str(caught.value).splitlines()


class TestNames:
    @pytest.mark.parametrize(
        ("name", "compound", "formulation"),
        [
            ("Melatonin", "melatonin", None),
            ("MELATONIN 1 MG", "melatonin", None),
            ("melatonin 0,5 mg, 60 Stück", "melatonin", None),
            ("Nature's Melatonin Gummies", "melatonin", None),
            ("Melatonin prolonged-release", "melatonin", "prolonged"),
            ("Prolonged Release Melatonin 2 mg", "melatonin", "prolonged"),
            ("Melatonin Retard", "melatonin", "prolonged"),
            ("Melatonin Extended Release", "melatonin", "extended-4mg"),
            ("Circadin 2 mg Retardtabletten", "melatonin", "circadin"),
            ("Magnesium", "magnesium", None),
            ("Magnesium Glycinate", "magnesium", "glycinate"),
            ("Magnesium Bisglycinate", "magnesium", "glycinate"),
            ("Magnesiumglycinat", "magnesium", "glycinate"),
            ("Magnesium-Bisglycinat", "magnesium", "glycinate"),
            ("Magnesiumbisglycinat", "magnesium", "glycinate"),
            ("Magnesiumcitrat", "magnesium", "citrate"),
            ("Tri-Magnesium Citrate", "magnesium", "citrate"),
            ("Magnesium oxide", "magnesium", "oxide"),
            ("Magnesiumoxid", "magnesium", "oxide"),
            ("Magnesium-L-Threonat", "magnesium", "threonate"),
            ("Magnesium threonate", "magnesium", "threonate"),
            ("Magnesiumtaurat", "magnesium", "taurate"),
        ],
    )
    def test_the_commonest_names_are_known(self, name, compound, formulation):
        dose = dose_of(name, strength={name: "1 mg elemental" if compound == "magnesium" else "1 mg"})
        assert (dose.compound, dose.formulation) == (compound, formulation)

    @pytest.mark.parametrize(
        ("words", "text"),
        [
            ("melatonin extended-release", "melatonin extended-release 2 mg at bedtime"),
            ("Magnesium glycinate elemental", "magnesium glycinate 2 mg elemental at bedtime"),
            ("magnesium bisglycinate salt", "magnesium glycinate 2 mg salt at bedtime"),
        ],
    )
    def test_what_is_told_means_what_the_same_words_mean_as_a_dose(self, words, text):
        assert dose_of("Mystery", 2, "mg", names={"mystery": words}) == read_dose(text, KNOWN)
        assert dose_of("Mystery", 2, "mg", names=f"Mystery={words}") == read_dose(text, KNOWN)

    def test_what_is_told_comes_before_what_is_known_the_very_name_first(self):
        names = {"Melatonin": "melatonin prolonged-release", "Melatonin 3 mg": "melatonin circadin"}
        assert dose_of("Melatonin 3 mg", names=names).formulation == "circadin"
        assert dose_of("Melatonin 1 mg", names={"Melatonin": names["Melatonin"]}).formulation == "prolonged"
        for medicine in ("Sleep 3 mg Forte", "Sleep 24 forte", "sleep-forte"):
            assert dose_of(medicine, 1, "mg", names={"Sleep forte": "melatonin circadin"}).formulation == "circadin"
        assert dose_of("My Mg forte", 1, "mg", names={"mg forte": "magnesium salt oxide"}).formulation == "oxide"

    def test_a_nickname_will_do(self):
        ((logged,), _) = logged_doses([intake("N05CH01", nickname="Melatonin 2 mg")], known=KNOWN)
        assert logged.dose.amount_mg == 2
        ((logged,), _) = logged_doses(
            [intake("Schlaf 5", nickname="bunt")], known=KNOWN, names={"Bunt": "melatonin"}, strength={"bunt": "5 mg"}
        )
        assert logged.dose.amount_mg == 5

    def test_compounds_of_one_s_own_are_known_by_name(self, tmp_path):
        caffeine = load_compound("configs/caffeine.toml")
        own = KNOWN | {"vitamin b12": caffeine.model_copy(update={"name": "vitamin b12"})}
        assert what("Vitamin B12 1000 µg", known=own) == ("vitamin b12", 1, None)
        assert logged_doses([intake("Vitamin B6 10 mg")], known=own)[0] == ()

    def test_other_medicines_are_counted(self):
        intakes = [intake("Ibuprofen 400 mg"), intake("Ibuprofen 400 mg"), intake("Vitamin D", None, "drop")]
        doses, notes = logged_doses([*intakes, intake("Melatonin", 1, "mg")], known=KNOWN)
        assert len(doses) == 1
        assert notes == ("Intakes of other medicines, which are left out: 3 (Ibuprofen 400 mg, Vitamin D).",)
        _, notes = logged_doses([intake(f"Other {letter}") for letter in "abcdefg"], known=KNOWN)
        assert notes[0].endswith("7 (Other a, Other b, Other c, Other d, Other e and more).")

    @pytest.mark.parametrize(
        "name",
        ["Melatonin + Magnesium", "Melatonin & Lavender 1 mg", "Melatonin mit B6", "Melatonin 1 mg and Valerian"],
    )
    def test_what_is_several_things_is_asked_for(self, name):
        (line,) = refusal(intake(name))
        assert line.startswith(f"log.csv, line 2: {name} is more than one thing")
        assert f'--name "{name}=m' in line
        assert what(name, names={name: "melatonin"}, strength={name: "1 mg"}) == ("melatonin", 1, None)

    @pytest.mark.parametrize(
        ("name", "word"),
        [
            ("Magnesium malate 100 mg elemental", "malate"),
            ("Magnesiummalat", "malat"),
            ("Magnesium (as glycinate)", "glycinate"),
            ("Melatonin SR 3 mg", "sr"),
            ("Time Release Melatonin", "release"),
            ("Magnesium 400 Depot", "depot"),
        ],
    )
    def test_a_form_that_is_not_known_is_not_taken_for_another(self, name, word):
        (line,) = refusal(intake(name))
        assert f"{name}: {word!r} says of which form it is, and that is not known; say which is meant" in line

    def test_what_is_told_and_wrong_is_named_at_once(self):
        lines = refusal(
            intake("Melatonin"), names={"a": "valerian", "b": "melatonin glycinate", "Melatonin": "melatonin"}
        )
        assert lines[0].startswith("names: 'a' is 'valerian'; the compound 'valerian' is not known")
        assert lines[1].startswith("names: 'b' is 'melatonin glycinate'; melatonin has no formulation 'glycinate'")
        lines = refusal(intake("Melatonin 1 mg"), names={"Melantonin": "melatonin"}, strength=["Magnesium=1 mg"])
        assert lines[0].startswith(
            "names: there is no medicine 'Melantonin' in the files; did you mean 'Melatonin 1 mg'?"
        )
        assert lines[1].startswith("strength: there is no medicine 'Magnesium' in the files; ")
        (line,) = refusal(strength={"Melatonin": "1 mg"})
        assert line.endswith("'Melatonin' in the files; no file has medicines by name.")


class TestAmounts:
    @pytest.mark.parametrize(
        ("amount", "unit", "mg"), [(3, "mg", 3), (3, "MG", 3), (300, "µg", 0.3), (300, "mcg", 0.3), (0.002, "g", 2)]
    )
    def test_a_mass_is_what_it_says(self, amount, unit, mg):
        assert what("Melatonin 7 mg", amount, unit, strength={"Melatonin": "9 mg"}) == ("melatonin", mg, None)

    @pytest.mark.parametrize(
        ("name", "amount", "unit", "mg"),
        [
            ("Melatonin 1 mg Tablet", 1, "count", 1),
            ("Melatonin 1 mg Tablet", 0.5, "tablets", 0.5),
            ("Melatonin 0,5 mg", 3, "Stück", 1.5),
            ("Melatonin 500 µg", 2, "Tabletten", 1),
            ("Melatonin 3mg", 1, "capsule(s)", 3),
            ("Melatonin 3mg/Tablette", 2, "Kapseln", 6),
            ("Melatonin 300 mcg per capsule, B6", 1, "count", 0.3),
            ("Melatonin 1 mg/mL", 5, "mL", 5),
            ("Melatonin 10 mg/5 mL", 2.5, "ml", 5),
        ],
    )
    def test_tablets_hold_what_their_name_says(self, name, amount, unit, mg):
        assert what(name, amount, unit) == ("melatonin", mg, None)

    @pytest.mark.parametrize(
        ("name", "unit"),
        [
            ("Melatonin", "count"),
            ("Melatonin 10 mg/5 mL", "count"),
            ("Melatonin 1 mg", "mL"),
            ("Melatonin 3 mg/60 Kapseln", "count"),
            ("Melatonin 3 mg/day", "count"),
            ("Melatonin 3 mg B6 1 mg", "count"),
            ("Melatonin 1,000 mg", "count"),
            ("Melatonin 0 mg", "count"),
            ("Melatonin 1 mg", "IU"),
            ("Melatonin 1 mg", ""),
        ],
    )
    def test_what_no_name_says_is_asked_for(self, name, unit):
        (line,) = refusal(intake(name, 1, unit))
        assert line.startswith(f"log.csv, line 2: {name}: a ")
        assert " is logged, and nobody says how much is in one" in line
        assert f'--strength "{name}=1 mg' in line

    @pytest.mark.parametrize(
        ("told", "unit", "mg"),
        [
            ({"Melatonin": "3 mg"}, "count", 6),
            (["melatonin=3 mg"], "count", 6),
            ("Melatonin 1 mg Tablet=3 mg", "count", 6),
            ({"melatonin": "0,5mg per tablet"}, "count", 1),
            ({"Melatonin": "1 mg/mL"}, "mL", 2),
            ({"Melatonin": "1 mg"}, "mL", 2),
            ({"Melatonin": "10 mg/5 mL"}, "mL", 4),
            ({"Melatonin": "50 µg"}, "drop", 0.1),
            ({"Melatonin": "1 mg", "Melatonin 1 mg Tablet": "7 mg"}, "count", 14),
        ],
    )
    def test_what_was_told_comes_before_the_name(self, told, unit, mg):
        assert what("Melatonin 1 mg Tablet", 2, unit, strength=told) == ("melatonin", mg, None)

    def test_a_strength_is_found_by_the_words_of_the_dose_too(self):
        told = {"magnesium": "50 mg elemental", "magnesium citrate": "100 mg elemental"}
        assert what("Magnesiumcitrat", strength=told) == ("magnesium citrate", 100, "elemental")
        assert what("Magnesiumoxid", strength=told | {"Citrat": "1 g salt"}, more=["Magnesiumcitrat"]) == (
            "magnesium oxide",
            50,
            "elemental",
        )
        told = {"sleep": "2 mg", "melatonin": "1 mg"}
        assert what("Sleep well", strength=told, names={"sleep": "melatonin"}) == ("melatonin", 2, None)

    @pytest.mark.parametrize(
        ("strength", "says"),
        [
            ("3", "the strength of Melatonin is '3'; it must be an amount above 0, such as '3 mg'"),
            ("0 mg", "it must be an amount above 0"),
            ("-1 mg", "it must be an amount above 0"),
            ("3 mg/0 mL", "it must be an amount above 0"),
            ("much", "it must be an amount above 0"),
            (3, "strength: 3 must be text that is not empty"),
            ("", "strength: '' must be text that is not empty"),
        ],
    )
    def test_a_strength_that_is_none_is_refused(self, strength, says):
        assert says in refusal(intake("Melatonin"), strength={"Melatonin": strength})[0]

    def test_a_strength_is_said_once_and_with_an_equals_sign(self):
        assert "write NAME=..., such as 'Melatonin=3 mg'" in refusal(strength="Melatonin: 3 mg")[0]
        assert "write NAME=..." in refusal(strength=3)[0]
        (line,) = refusal(strength=["Melatonin=3 mg", "melatonin=4 mg"])
        assert line == "strength: 'melatonin' is there twice, as '3 mg' and '4 mg'; give one."

    def test_a_strength_of_something_else_is_not_used(self):
        (line,) = refusal(intake("Melatonin"), strength={"Melatonin": "1 mg/mL"})
        assert "a number of tablets is logged, and it was told how much is in one mL" in line

    @pytest.mark.parametrize(("amount", "shown"), [(0, "0"), (-1, "-1")])
    def test_nobody_takes_nothing(self, amount, shown):
        (line,) = refusal(intake("Melatonin 1 mg", amount))
        assert line == f"log.csv, line 2: Melatonin 1 mg: how much was taken is {shown}; it must be above 0."

    def test_an_amount_that_is_no_number_is_shown(self):
        lines = refusal(intake("Melatonin", None, "a half"), intake("Magnesium", None, line=3))
        assert "Melatonin: how much was taken is 'a half'; write it in the file, such as 1 or 0.5 mg." in lines[0]
        assert "line 3: Magnesium: how much was taken is missing" in lines[1]


class TestSalts:
    @pytest.mark.parametrize(
        ("name", "compound", "basis"),
        [
            ("Magnesium Glycinate 120 mg elemental", "magnesium glycinate", "elemental"),
            ("Magnesiumglycinat (120 mg elementar)", "magnesium glycinate", "elemental"),
            ("Magnesium Taurate 120 mg salt", "magnesium taurate", "salt"),
            ("Magnesium 120 mg elemental", "magnesium", "elemental"),
        ],
    )
    def test_a_name_may_say_of_what(self, name, compound, basis):
        assert what(name, 2) == (compound, 240, basis)

    def test_a_strength_or_the_words_say_of_what_before_the_name(self):
        name = "Magnesium Glycinate 500 mg salt"
        told = {"Magnesium Glycinate": "70 mg elemental"}
        assert what(name, 2, strength=told) == ("magnesium glycinate", 140, "elemental")
        assert what("Magnesium Glycinate (elemental)", 140, "mg") == ("magnesium glycinate", 140, "elemental")
        told = {"Magnesium Glycinate": "magnesium glycinate elemental"}
        assert what(name, 140, "mg", names=told) == ("magnesium glycinate", 140, "elemental")

    @pytest.mark.parametrize(
        ("amount", "unit", "strength", "shows"),
        [
            (100, "mg", None, '--name "Magnesium Glycinate=magnesium glycinate elemental"'),
            (2, "count", {"magnesium": "50 mg"}, '--strength "Magnesium Glycinate=50 mg elemental"'),
        ],
    )
    def test_else_it_is_asked_as_of_every_dose(self, amount, unit, strength, shows):
        (line,) = refusal(intake("Magnesium Glycinate", amount, unit), strength=strength)
        with pytest.raises(InputError) as caught:
            read_dose("magnesium glycinate 100 mg at bedtime", KNOWN)
        rule = str(caught.value).partition(": ")[2].removesuffix(".")
        assert line.startswith(f"log.csv, line 2: Magnesium Glycinate: {rule}, such as ")
        assert shows in line

    def test_what_is_no_salt_has_no_basis(self):
        assert what("Melatonin 1 mg (elemental)") == ("melatonin", 1, None)


class TestSaid:
    @pytest.mark.parametrize(
        ("name", "unit", "said", "note"),
        [
            ("Melatonin 1 mg Tablet", "count", {}, "Melatonin 1 mg Tablet: 1 mg in one, from its name."),
            ("Circadin 2 mg", "count", {}, "Circadin 2 mg: read as melatonin circadin, 2 mg in one, from its name."),
            ("Circadin", "mg", {}, "Circadin: read as melatonin circadin."),
            ("Melatonin", "mL", {"strength": {"Melatonin": "1 mg"}}, "Melatonin: 1 mg in one mL, as was told."),
            (
                "Melatonin 1 mg", "count", {"strength": {"Melatonin": "3 mg"}},
                "Melatonin 1 mg: 3 mg in one, as was told, not as its name says.",
            ),
        ],
    )  # fmt: skip
    def test_what_was_assumed_is_said_once_a_medicine(self, name, unit, said, note):
        intakes = [intake(name, amount, unit) for amount in (1, 2)]
        assert logged_doses(intakes, known=KNOWN, **said)[1] == (note,)

    def test_nothing_is_said_of_what_was_not_assumed(self):
        assert logged_doses([intake("Melatonin", 1, "mg")], known=KNOWN)[1] == ()
        assert logged_doses([intake("Melatonin 1 mg", status="skipped")], known=KNOWN)[1] == ()

    @pytest.mark.parametrize("status", ["skipped", "planned", "unanswered"])
    @pytest.mark.parametrize(("amount", "unit"), [(1, "count"), (None, ""), (100, "mg"), (0, "mg"), (-1, "count")])
    def test_of_what_was_not_taken_nobody_need_know_how_much(self, status, amount, unit):
        ((logged,), _) = logged_doses([intake("Magnesiumglycinat", amount, unit, status)], known=KNOWN)
        assert (logged.dose, logged.what, logged.status, logged.at) == (None, "magnesium glycinate", status, AT)
        ((logged,), _) = logged_doses([intake("Melatonin 1 mg", 2, status=status)], known=KNOWN)
        assert (logged.dose.amount_mg, logged.what) == (2, "")

    def test_every_mistake_is_named_and_the_same_one_once(self):
        lines = refusal(
            intake("Melatonin", line=2),
            intake("Ibuprofen", line=3),
            intake("Melatonin", 2, line=4),
            intake("Melatonin", 3, line=5),
            intake("Melatonin", 0, line=6),
            intake("Magnesium", 100, "mg", line=7),
        )
        assert [line.partition(": ")[0] for line in lines] == [
            "log.csv, line 2 (and 2 more)",
            "log.csv, line 6",
            "log.csv, line 7",
        ]
