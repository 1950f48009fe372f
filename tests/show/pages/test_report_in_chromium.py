"""The report in Chromium: on a desk, on a phone, on paper, and for those who cannot see it."""

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
def test_every_picture_is_loaded_and_large_enough_to_read(visit, address, size):
    with visit(address, viewport=SIZES[size]) as page:
        pictures = page.eval_on_selector_all("img", "all => all.map((i) => [i.naturalWidth, i.clientWidth])")
        assert len(pictures) == 4
        # A picture of 8.5 inches on a phone would be shrunk to less than half.
        assert all(shown >= 0.6 * natural > 0 for natural, shown in pictures)


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_no_serious_violation(visit, address, size):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with visit(address, viewport=SIZES[size]) as page:
        found = axe.run(page).response["violations"]
        assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []


def test_a_link_of_the_contents_leads_to_its_heading(visit, address):
    with visit(address) as page:
        links = page.locator("nav a")
        assert links.count() == 5
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
        assert page.locator("img").first.is_visible()
        pdf = page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
        assert pdf.startswith(b"%PDF")
        width = page.evaluate("document.querySelector('table.sources').scrollWidth")
        assert width <= page.evaluate("document.body.clientWidth")


def test_what_is_folded_opens_from_the_keyboard(visit, address):
    with visit(address) as page:
        page.locator("summary").focus()
        page.keyboard.press("Enter")
        assert "[[compound]]" in page.locator("pre").inner_text()
