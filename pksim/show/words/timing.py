"""When to take a dose, and how sure that is, in plain sentences."""

from __future__ import annotations

from pksim.describe.words.rounding import from_bedtime, number, percent
from pksim.show.words.curves import whose_clock
from pksim.show.words.people import laws_told
from pksim.study.claims.shares import share_told
from pksim.study.people.sampling import sampling_range
from pksim.study.sources.of_timing import compounds_judged
from pksim.study.timing.best_timing import NEAR_BEST, TimingResult

_FLAT = 0.01


def describe_timing(result: TimingResult) -> str:
    """Describe when to take a dose, and how sure that is.

    Parameters
    ----------
    result : TimingResult
        The answer.

    Returns
    -------
    str
        The goal with its tolerance, the best time and the windows that are about as good; said in so many words when
        nothing reaches the goal, when times are equally good, and when the window of the search cuts a good stretch
        off.
    """
    own = " ".join(_with_own(result))
    return f"Goal: {result.goal_in_words}. {_answer(result)} {_how_judged(result)} {own}".rstrip()


def how_asked_differ(result: TimingResult) -> str:
    """Say what differs between the sleepers asked, and by which law each quantity was drawn; nothing without any."""
    if result.sleepers is None:
        return ""
    return laws_told(result.sleepers, compounds_judged(result), result.endogenous, tried=result.move)


def _with_own(result: TimingResult) -> list[str]:
    """Say of which compounds judged the body's own is in the levels, and for whom it is drawn."""
    said = []
    for name, regimen in compounds_judged(result).items():
        if result.endogenous is not None and regimen.compound.endogenous:
            said.append(f"Levels of {name} are of what the doses and the body's own add up to.")
            said += whose_clock(regimen.compound, result.night, result.endogenous)
    return said


def _how_judged(result: TimingResult) -> str:
    return f"The score is the typical person's: {result.score_in_words}."


def share_in_words(share: float, count: int) -> str:
    """Write the share of so many sleepers, and between which the share of all such sleepers lies."""
    low, high = (percent(end) for end in sampling_range(share, count))
    return f"{percent(share)} of {count:,} sleepers (of all such sleepers {low} to {high}, at 95 % confidence)"


def best_in_brief(result: TimingResult) -> str:
    """Say the finding in one line: the best time, the window about it, and how many reach the goal then."""
    best, night, goal = result.best, result.night, result.goal_in_words
    judged, first, last = result.judged, result.candidates[0].clock, result.candidates[-1].clock
    if not (best.share > 0 if best.share is not None else best.met or any(each.met for each in result.candidates)):
        return f"{result.move.capitalize()} from {first} to {last}: nothing reaches the goal; goal: {goal}"
    reach = "" if best.share is None else f", {share_told(best.share)} of {result.subjects:,} sleepers"
    if float(judged.max() - judged.min()) < _FLAT:
        return f"{result.move.capitalize()}: any time from {first} to {last} is as good{reach}; goal: {goal}"
    spans = " and ".join(f"{night.clock(begin)} to {night.clock(end)}" for begin, end in result.windows)
    return f"{result.move.capitalize()} best at {best.clock} (about as good {spans}){reach}; goal: {goal}"


def _answer(result: TimingResult) -> str:
    best, night = result.best, result.night
    judged, first, last = result.judged, *(result.candidates[i].dose_time_h for i in (0, -1))
    met = [each.clock for each in result.candidates if each.met]
    reached = best.share > 0 if best.share is not None else best.met or met
    if not reached:
        return (
            f"No time from {night.clock(first)} to {night.clock(last)} reaches the goal"
            + ("" if best.share is None else " in any sleeper")
            + (
                f"; the nearest is {result.move} at {best.clock}, {from_bedtime(best.dose_time_h)}, with a score of "
                f"{number(best.score)}."
                if best.score > 0
                else ", nor comes near it."
            )
        )
    if float(judged.max() - judged.min()) < _FLAT:
        sentences = [f"Any time from {night.clock(first)} to {night.clock(last)} is as good as another."]
    else:
        sentences = [f"The best time for {result.move} is {best.clock}, {from_bedtime(best.dose_time_h)}."]
        spans = " and ".join(f"from {night.clock(begin)} to {night.clock(end)}" for begin, end in result.windows)
        about = "share of sleepers" if best.share is not None else "score"
        sentences.append(f"Times {spans} are about as good: their {about} is within {NEAR_BEST:g} of the best.")
    if best.share is not None:
        sentences.append(f"Taken then, {share_in_words(best.share, result.subjects)} reach the goal.")
    elif best.met:
        sentences.append(f"The typical person then reaches the goal with a score of {number(best.score)}.")
    else:
        sentences.append(
            f"The score is then {number(best.score)}, but the typical person reaches the goal in full only at times "
            f"from {met[0]} to {met[-1]}."
        )
    for end, side in ((first, "earlier"), (last, "later")):
        if any(abs(edge - end) < 1e-9 for window in result.windows for edge in window):
            sentences.append(
                f"It is still as good at {night.clock(end)}, where the search ends: {side} may be good too."
            )
    return " ".join(sentences)
