"""How sure a number is."""

from __future__ import annotations

from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["stated", "computed", "assumed", "unverified"]
"""Where a number comes from: said by its source, computed from such, assumed here, or remembered and not yet seen."""
