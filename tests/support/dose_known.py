"""Write what the script must know to read the table of dose texts in Node.js: python tests/support/dose_known.py."""

import json

from dose_texts import KNOWN
from places import ROOT

from pksim.explorer.data import explored

PLACE = ROOT / "tests" / "explorer" / "dose_known.json"
OF_A_COMPOUND = ("usual", "is_salt", "formulations")


def text():
    """Write the part of the explorer's data by which doses are read."""
    data = explored(compounds=KNOWN).data
    forms = {name: {key: about[key] for key in OF_A_COMPOUND} for name, about in data["compounds"].items()}
    for about in forms.values():
        about["formulations"] = {
            name: {key: form[key] for key in ("words", "elemental")} for name, form in about["formulations"].items()
        }
    known = {"grammar": data["grammar"], "compounds": forms}
    return json.dumps(known, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    PLACE.write_text(text(), encoding="utf-8")
