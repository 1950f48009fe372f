"""Pages that must not complain."""

from contextlib import contextmanager

import pytest

DESKTOP = {"width": 1400, "height": 900}


@pytest.fixture
def visit(chromium):
    """Open pages whose console must stay free of errors."""
    contexts, wrong = [], []

    @contextmanager
    def opened(address, **how):
        context = chromium.new_context(**{"viewport": DESKTOP, "offline": True, "accept_downloads": True, **how})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address)
        yield page
        assert wrong == []

    yield opened
    for context in contexts:
        context.close()
