"""pksim: what will be in the blood, when, relative to the moment the light goes out.

>>> import pksim as pk
>>> night = pk.Night(bedtime="23:00", wake="07:00")
>>> pk.simulate(pk.load_schedules(), night).plot().savefig("night.png")

- Describe: a `Night`; a `Schedule` of `Dose`s, each of a `Compound`; what the body has by itself as `Endogenous`, with
  evening `Light`. All of it together is a `Study`, and what was taken in real nights a `Diary`.
- Read: `load_schedules`, `load_compounds` and `load_references` give what comes with the package, `load_study`,
  `load_compound` and `load_diary` files of one's own. `write_calendar` makes reminders of a schedule.
- Measured: `Samples`, from `read_samples`, from event tables by `read_events`, and from `load_samples`, which gives
  those that come with the package; `write_events` writes what was simulated as such a table. `nca` describes
  samples without a model, and `nca_summary` all subjects together. `fit` gives a
  `Fit`: the model that goes through them, how sure it is, and where it misses.
- Ask: `simulate` gives a `Simulation`, the curves of one person; `simulate_population` a `Population` of many sleepers.
  `metrics` describes curves, `nightly_metrics` night by night; `accumulation` says where many nights lead, and
  `occupancy` how full receptors are.
- Choose: `best_timing` gives a `TimingResult`, when to take it; `regret` a `Regret`, what it costs to be off that plan;
  `sensitivity` a `Sensitivity`, which number matters. Goals are words, or `peak_at`, `level_at`, `above`,
  `on_waking_below`, `shift_by` and `all_of`.
- Clock: `phase_response` gives the published curves of how melatonin moves the body clock; `body_clock` says which way
  doses move it, in nights, a diary or a `Trip`, and how sure that is.
- Trust: `references` lists every number and whose it is; `check_claims` holds the `Claims` of articles, from
  `load_claims`, against the model, and `compare_with_published` the model against published tables.
- Teach: `explore` shows sliders, `lessons` ask and check, and `OneCompartment` with `Input`s is the model underneath;
  a `SampledCurve` solves it again and again for other rate constants, with its gradient.
- Errors: `InputError` for wrong input, `RunError` for a run that broke off.
"""

from functools import cache
from typing import Any

_GONE = {
    "read_goal": "read_goal is gone; every goal= takes its text: best_timing(schedule, goal='peak at bedtime').",
    "plot_regret": "plot_regret is gone; what regret gives draws itself: regret(schedules).plot(column='lost').",
}


@cache
def _lazily() -> Any:
    import lazy_loader  # the command asks for nothing here, and reading the list of names takes a while

    return lazy_loader.attach_stub(__name__, __file__)


def __dir__() -> list[str]:
    """List the public names."""
    names: list[str] = _lazily()[1]()
    return names


def __getattr__(name: str) -> object:
    """Find a public name when it is asked for; one that is gone says what to write instead when it is called."""
    if name == "__all__":
        return _lazily()[2]
    if name not in _GONE:
        return _lazily()[0](name)

    def gone(*_: object, **__: object) -> None:
        from pksim.errors import InputError

        raise InputError(_GONE[name])

    return gone
