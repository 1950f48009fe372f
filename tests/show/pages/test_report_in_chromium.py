"""The report in Chromium: on a desk, on a phone, on paper, and for those who cannot see it."""

import re

import pytest

import pksim as pk
from pksim.describe.files.study import Study
from pksim.show.pages.report import report_page

SIZES = {
    "desk": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 844},
    "small": {"width": 320, "height": 640},
}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report_page(Study(subjects=50)), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("size", SIZES)
def test_the_page_never_scrolls_sideways(visit, address, size):
    with visit(address, viewport=SIZES[size]) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == SIZES[size]["width"]


@pytest.mark.parametrize("size", SIZES)
def test_every_picture_is_large_enough_to_read(visit, address, size):
    with visit(address, viewport=SIZES[size]) as page:
        pictures = page.eval_on_selector_all(
            "figure svg", "all => all.map((i) => [i.viewBox.baseVal.width / 0.75, i.getBoundingClientRect().width])"
        )
        assert len(pictures) == 4
        # One of 8.5 inches on a phone would be shrunk to less than half; it scrolls in its own box.
        assert all(shown >= 0.8 * natural > 0 for natural, shown in pictures)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_no_serious_violation(visit, address, size, scheme):
    """Among them too little contrast of what is read."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with visit(address, viewport=SIZES[size], color_scheme=scheme) as page:
        found = axe.run(page).response
        assert [each["id"] for each in found["violations"] if each["impact"] in ("serious", "critical")] == []
        assert "color-contrast" in [each["id"] for each in found["passes"]]


def test_in_the_dark_the_page_is_dark_and_pictures_stay_on_white(visit, address):
    ground = "element => getComputedStyle(element).backgroundColor"
    with visit(address, color_scheme="dark") as page:
        red, green, blue = map(int, page.locator("body").evaluate(ground)[4:-1].split(", "))
        assert max(red, green, blue) < 48
        assert page.locator("figure svg").first.evaluate(ground) == "rgb(255, 255, 255)"


def test_text_of_a_picture_can_be_selected(visit, address):
    with visit(address) as page:
        page.locator("figure svg text", has_text="melatonin in plasma").first.evaluate(
            "text => getSelection().selectAllChildren(text)"
        )
        assert page.evaluate("getSelection().toString()").startswith("melatonin in plasma")


def test_a_link_of_the_contents_leads_to_its_heading(visit, address):
    with visit(address) as page:
        links = page.locator("nav a")
        assert links.count() == 7
        for i in range(links.count()):
            target = links.nth(i).get_attribute("href")
            assert page.locator(f"{target} > h2").inner_text() == links.nth(i).inner_text()


def test_every_claim_has_a_heading(visit, address):
    with visit(address) as page:
        assert page.locator("ol.claims > li > h3").count() == len(pk.check_claims(subjects=10))


def test_it_prints_on_paper_with_everything_on_it(visit, address, tmp_path):
    with visit(address) as page:
        page.emulate_media(media="print")
        assert page.locator("nav").is_hidden()
        assert page.locator("figure svg").first.is_visible()
        pdf = page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
        assert pdf.startswith(b"%PDF")
        assert 2 < len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 10


def test_no_table_and_no_picture_is_cut_on_paper(visit, address):
    """A page of A4 without its margins is 186 mm wide, of 96 dots an inch."""
    with visit(address, viewport={"width": round(186 / 25.4 * 96), "height": 1000}) as page:
        page.emulate_media(media="print")
        wide = page.evaluate("document.body.clientWidth")
        shown = page.eval_on_selector_all(
            "table, figure svg, ol", "all => all.map((i) => i.getBoundingClientRect().right)"
        )
        assert len(shown) >= 8
        assert max(shown) <= wide + 0.5
        assert page.evaluate("document.documentElement.scrollWidth") <= wide


def test_tables_fit_a_desk(visit, address):
    with visit(address, viewport=SIZES["desk"]) as page:
        boxes = page.eval_on_selector_all(".wide", "all => all.map((i) => [i.scrollWidth, i.clientWidth])")
        assert len(boxes) == 7
        assert all(whole <= shown for whole, shown in boxes)


@pytest.mark.parametrize("size", ["phone", "small"])
def test_tables_scroll_in_their_own_box(visit, address, size):
    with visit(address, viewport=SIZES[size]) as page:
        boxes = page.eval_on_selector_all(
            ".wide", "all => all.map((i) => [i.scrollWidth, i.clientWidth, getComputedStyle(i).overflowX])"
        )
        assert all(shown <= SIZES[size]["width"] and how == "auto" for _, shown, how in boxes)
        assert all(whole > shown for whole, shown, _ in boxes)


def test_what_is_folded_opens_from_the_keyboard(visit, address):
    with visit(address) as page:
        page.locator("summary").first.focus()
        page.keyboard.press("Enter")
        assert "stays above half its peak" in page.locator("details dd").first.inner_text()
