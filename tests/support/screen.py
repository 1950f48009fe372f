"""What is on the screen of the explorer's page."""


def paths(page):
    return page.eval_on_selector_all("path.curve", "all => all.map((each) => each.getAttribute('d'))")


def state(page):
    return page.evaluate("explorer.get()")


def painted(page):
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
