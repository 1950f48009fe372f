"""pksim: what will be in the blood, when, relative to the moment the light goes out."""

import lazy_loader

_lazily, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

_GONE = {
    "read_goal": "read_goal is gone; every goal= takes its text: best_timing(schedule, goal='peak at bedtime').",
    "plot_regret": "plot_regret is gone; what regret gives draws itself: regret(schedules).plot(column='lost').",
}


def __getattr__(name: str) -> object:
    """Find a public name when it is asked for; one that is gone says what to write instead when it is called."""
    if name not in _GONE:
        return _lazily(name)

    def gone(*_: object, **__: object) -> None:
        from pksim.errors import InputError

        raise InputError(_GONE[name])

    return gone
