"""The explorer in a notebook: sliders that redraw in the browser, and whose state Python reads and sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.files.study import Study
from pksim.describe.schedule.by_name import Schedules, by_name, listed
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.errors import InputError, RunError
from pksim.explorer.data import Explored, explored
from pksim.explorer.link import write_link
from pksim.explorer.page import explorer_script
from pksim.show.assets import asset
from pksim.study.curves.simulate import Simulation

try:
    import anywidget
    import traitlets
except ModuleNotFoundError as error:
    msg = f"the explorer needs {error.name}; install it with: pip install 'pksim[notebook]'"
    raise RunError(msg) from None


class Explorer(anywidget.AnyWidget):
    """The explorer as a Jupyter widget; made by `explore`.

    Attributes
    ----------
    schedules : dict of str to Schedule
        What is on the screen, hidden ones too; set it to a schedule or several to show others.
    night : Night
        Bedtime and waking time; may be set.
    state : dict
        All that is on the screen, as plain data.
    link : str
        The same as what stands after the # of a page's address; `explore` reads it back.
    """

    _esm = explorer_script()
    _css = asset("pksim.explorer", "explorer.css")
    data = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, what: Explored) -> None:
        self._what = what
        super().__init__(data=what.data, state=what.data["state"])

    @traitlets.validate("state")
    def _good(self, proposal: Any) -> Any:
        """Refuse a state that cannot be drawn."""
        return self._what.read(proposal["value"])

    @property
    def schedules(self) -> dict[str, Schedule]:
        """The schedules on the screen, by name."""
        return self._what.schedules(self.state)

    @schedules.setter
    def schedules(self, schedules: Schedules) -> None:
        self._show(by_name(listed(schedules)), self.night)

    @property
    def night(self) -> Night:
        """The night on the screen."""
        return self._what.night(self.state)

    @night.setter
    def night(self, night: Night) -> None:
        self._show(self.schedules, night)

    @property
    def link(self) -> str:
        """What is on the screen, as the link of a page has it."""
        return write_link(self.state)

    def simulation(self) -> Simulation:
        """Solve what is on the screen with the exact solver; hidden schedules are left out."""
        return self._what.simulation(self.state)

    def _show(self, schedules: Schedules, night: Night) -> None:
        first = explored(schedules, night, parameters=self.state["parameters"], compounds=self._what.compounds)
        kept = {key: self.state[key] for key in ("endogenous", "preset", "scale", "kinetics", "goal")}
        self.state = {**first.data["state"], **kept}


def explore(
    schedules: Study | Schedules | None = None,
    night: Night | None = None,
    *,
    parameters: str | None = None,
    endogenous: Endogenous | str | bool | None = None,
    compounds: Iterable[Compound] | Mapping[str, Compound] | None = None,
    link: str | None = None,
) -> Explorer:
    """Explore schedules with sliders, in JupyterLab or Notebook.

    Parameters
    ----------
    schedules : Study, Schedule, iterable of Schedule or mapping of str to Schedule, optional
        What to start from; by default the published ones.
    night : Night, optional
        In which night; by default from 23:00 to 07:00.
    parameters : {"article", "literature"}, optional
        Which parameter set; by default that of the articles.
    endogenous : bool, str or Endogenous, optional
        Whether to add what the body has by itself, or which preset of it.
    compounds : iterable of Compound or mapping of str to Compound, optional
        Compounds of one's own, added to the library's.
    link : str, optional
        What was on the screen of a page or a widget, by its link; it says all but the compounds.

    Returns
    -------
    Explorer
        A widget. Its ``schedules`` and ``night`` can be read and set, and ``simulation()`` is what it shows.

    Raises
    ------
    pksim.errors.InputError
        When something given is wrong, or more than the explorer can show.
    pksim.errors.RunError
        When anywidget is not installed.

    Examples
    --------
    >>> import pksim as pk
    >>> w = pk.explore(pk.load_schedules()["mechanism"])
    >>> w.simulation().regimens.keys() == {("mechanism", "melatonin"), ("mechanism", "magnesium")}
    True
    >>> pk.explore(link=w.link).schedules == w.schedules
    True
    """
    said = {"parameters": parameters, "endogenous": endogenous, "compounds": compounds}
    if link is None:
        return Explorer(explored(schedules, night, **said))
    also = {"schedules": schedules, "night": night, "parameters": parameters, "endogenous": endogenous}
    if given := [name for name, value in also.items() if value is not None]:
        msg = f"explore: a link says all that is on the screen, and {given[0]} is given, too; leave one of the two out."
        raise InputError(msg)
    return Explorer(explored(compounds=compounds).opened(link))
