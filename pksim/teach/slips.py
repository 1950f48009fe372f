"""Slips that several exercises know."""

from __future__ import annotations

from pksim.teach.exercise import Answer, Misconception


def bioavailability_forgotten(answer: Answer) -> Misconception:
    """Let all of the dose reach the blood."""
    return Misconception(
        "bioavailability forgotten",
        answer,
        "You let all of the dose reach the blood.",
        "Only a part of it gets there: multiply each dose by the fraction F that does.",
    )


def decay_from_the_dose(answer: Answer) -> Misconception:
    """Let a dose fall from the start; from its peak on it is the same number, for Cmax = F·D/V·e^(−ke·tmax)."""
    return Misconception(
        "decay from the dose, as if it were absorbed at once",
        answer,
        "You let D·F/V, or the peak, fall by half every half-life, as if all were in the blood by then.",
        "What is taken by mouth is absorbed meanwhile, and also after the peak, so both rates count: ka and ke.",
    )


def in_nanograms(answer: Answer) -> Misconception:
    """Answer in a unit a thousand times as large."""
    return Misconception(
        "ng/mL instead of pg/mL",
        answer,
        "This is in ng/mL.",
        "A nanogram is a thousand picograms, so multiply by 1000.",
    )


def rate_without_ln_2(answer: Answer) -> Misconception:
    """Take the rate constant for one over the half-life."""
    return Misconception(
        "ke taken as 1/half-life",
        answer,
        "You took ke as 1/half-life and forgot ln 2.",
        "After one half-life a half must be left, e^(−ke·t) = 1/2, so ke = ln 2/half-life.",
    )
