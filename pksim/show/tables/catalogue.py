"""What is known without being told, and whose it is: compounds, references, published schedules."""

from __future__ import annotations

from rich.table import Table

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.formulation import Part
from pksim.describe.compound.library import load_references
from pksim.describe.compound.quantity import Quantity
from pksim.describe.files.schedule_file import load_schedules
from pksim.describe.words.rounding import percent
from pksim.describe.words.units import write_duration
from pksim.show.tables.laid_out import lay_out


def compound_table(compound: Compound) -> Table:
    """Lay out what is known of a compound, and whose it is."""
    rows: list[tuple[str, ...]] = [("molar mass", "", *_number(compound.molar_mass))]
    for name, kinetics in compound.parameters.items():
        for what, quantity in (
            ("time of peak", kinetics.tmax),
            ("half-life", kinetics.half_life),
            ("volume", kinetics.volume),
            ("fraction absorbed", kinetics.bioavailability),
            ("volume over fraction absorbed, as studies find it", kinetics.volume_f),
        ):
            if quantity is not None:
                rows.append((what, name, *_number(quantity)))
        if (falling := kinetics.saturable_bioavailability) is not None:
            formula = f"{falling.capacity_mmol:g}/({falling.half_mmol:g} + d) + {falling.linear:g}, d in mmol"
            rows.append(("fraction absorbed", name, formula, falling.kind, ", ".join(falling.source), falling.note))
    for i, (name, form) in enumerate(compound.formulations.items()):
        usual = " (usual)" if i == 0 else ""
        rows.append(("form", name + usual, _composition(compound, name), form.kind, ", ".join(form.source), form.note))
    rows += _rows_on_the_body(compound)
    title = f"{compound.name}: {compound.measure}, in {compound.display_unit}"
    return lay_out(title, ("quantity", "set or form", "value", "is", "source", "note"), rows)


def _rows_on_the_body(compound: Compound) -> list[tuple[str, ...]]:
    """List what the body has of a compound by itself, what that is judged by, and what it binds to."""
    rows: list[tuple[str, ...]] = []
    for name, own in compound.endogenous.items():
        text = f"baseline {_number(own.baseline)[0]}"
        if own.amplitude is not None and own.width is not None:
            text += f", {_number(own.amplitude)[0]} above it for {_number(own.width)[0]}, highest {own.peak}"
            text += "" if own.peak_sd is None else f", between people ±{own.peak_sd.told(own.peak_sd.value)} (SD)"
        rows.append(("the body's own", name, text, own.kind, ", ".join(own.source), own.note))
    if compound.status is not None:
        rows += [(f"{said} below", "", *_number(edge)) for said, edge in compound.status.edges.items()]
        rows.append(("noise within a person", "SD", *_number(compound.status.noise_sd)))
    for name, receptor in compound.receptors.items():
        rows.append(
            ("receptor", name, f"pKd {receptor.pkd:g}", receptor.kind, ", ".join(receptor.source), receptor.note)
        )
    return rows


def reference_table() -> Table:
    """Lay out the references."""
    rows = [(key, reference.kind, str(reference)) for key, reference in load_references().items()]
    return lay_out("References", ("source", "kind", "title"), rows)


def schedule_table() -> Table:
    """Lay out the published schedules."""
    references = load_references()
    rows = []
    for schedule in load_schedules().values():
        for i, dose in enumerate(schedule.doses):
            kinds = f"amount {dose.amount_kind}, time {dose.time_kind}, form {dose.form_kind}"
            titles = "; ".join(references[key].title for key in schedule.source)
            rows.append((schedule.name if i == 0 else "", str(dose), kinds, dose.note, titles if i == 0 else ""))
    return lay_out("Published schedules", ("schedule", "dose", "is", "note", "source"), rows)


def _number(quantity: Quantity) -> tuple[str, str, str, str]:
    text, (low, high) = quantity.told(quantity.value), map(quantity.told, quantity.ends)
    if quantity.low is not None and quantity.high is not None:
        text += f" ({low} to {high})"
    return text, quantity.kind, ", ".join(quantity.source), quantity.note


def _composition(compound: Compound, name: str) -> str:
    form = compound.formulations[name]
    words = [f"{percent(part.fraction.value)} {_release(part)}" for part in form.parts]
    if form.salt is not None:
        words = [f"{form.salt.formula}, {compound.elemental_fraction(form):.2%} elemental", *words]
    if (relative := form.relative_bioavailability) is not None:
        words.append(f"absorbed {_number(relative)[0]} times as well")
    return "; ".join(words)


def _release(part: Part) -> str:
    if part.release_half_life is not None:
        return f"leaves a slow depot with a half-life of {write_duration(part.release_half_life.value)}"
    if part.release_duration is not None:
        return f"released evenly over {write_duration(part.release_duration.value)}"
    return "as usual"
