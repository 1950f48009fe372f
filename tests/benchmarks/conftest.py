import pytest

LINES = pytest.StashKey[list]()


@pytest.fixture
def note(request, benchmark):
    """Keep a figure with the benchmark and show it at the end of the run."""

    def keep(name, value, unit=""):
        benchmark.extra_info[name] = value
        request.config.stash.setdefault(LINES, []).append(f"{name:<88} {value:>9.3g} {unit}".rstrip())

    return keep


def pytest_terminal_summary(terminalreporter, config):
    if lines := config.stash.get(LINES, []):
        terminalreporter.section("ratios, from CPU time, least of several")
        for line in lines:
            terminalreporter.write_line(line)
