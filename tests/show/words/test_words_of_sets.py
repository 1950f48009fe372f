import pksim as pk
from pksim.show.tables.terminal import summary_table
from pksim.show.words.sets import sets_in_brief, sets_used


def test_a_compound_with_a_single_set_is_told_by_that():
    library = pk.load_compounds()
    caffeine = pk.load_compound("configs/caffeine.toml")
    assert sets_used("article", [library["melatonin"], library["magnesium"]]) == "Parameter set: article."
    assert sets_used("article", [caffeine]) == "Parameter set: literature."
    assert sets_used("literature", [library["melatonin"], caffeine]) == "Parameter set: literature."
    both = sets_used("article", [library["melatonin"], caffeine, library["magnesium"]])
    assert both == "Parameter sets: article (melatonin, magnesium), literature (caffeine)."


def test_the_figure_says_it():
    caffeine = pk.load_compound("configs/caffeine.toml")
    coffee = pk.Schedule.parse("coffee", "caffeine 100 mg at 16:00; melatonin 1 mg at 22:00", compounds=[caffeine])
    figure = pk.simulate(coffee, compounds=[caffeine]).plot()
    text = " ".join(" ".join(each.get_text().split()) for each in figure.texts)
    assert "Parameter sets: literature (caffeine), article (melatonin)." in text


def test_titles_say_it_too():
    library, caffeine = pk.load_compounds(), pk.load_compound("configs/caffeine.toml")
    assert sets_in_brief("article", [library["melatonin"]]) == "parameter set article"
    both = sets_in_brief("article", [library["melatonin"], caffeine])
    assert both == "parameter sets article (melatonin), literature (caffeine)"
    coffee = pk.Schedule.parse("coffee", "caffeine 100 mg at 16:00", compounds=[caffeine])
    sim = pk.simulate(coffee, compounds=[caffeine])
    assert "; parameter set literature." in sim._repr_html_()
    assert "parameter set literature; times" in summary_table(sim).title
