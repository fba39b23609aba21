"""Integer programs, solved by HiGHS (through SciPy, which has no types)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

_optimize: Any = optimize
_sparse: Any = sparse
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Rows:
    """Linear rows over the variables: for each, `terms` as (variable, weight), and its least and largest value."""

    terms: tuple[tuple[tuple[int, float], ...], ...]
    least: tuple[float, ...]
    most: tuple[float, ...]

    def matrix(self, variables: int) -> Any:
        row = [place for place, terms in enumerate(self.terms) for _ in terms]
        column = [variable for terms in self.terms for variable, _ in terms]
        weight = np.array([weight for terms in self.terms for _, weight in terms], dtype=float)
        return _sparse.csr_array((weight, (row, column)), shape=(len(self.terms), variables))


class IntegerProgram:
    """Whole-numbered variables between `least` and `most` under rows, to be minimized for one objective after the other."""

    def __init__(self, least: Numbers, most: Numbers, rows: Rows) -> None:
        self._variables = len(least)
        self._bounds = _optimize.Bounds(least, most)
        self._rows: Any = ()
        if rows.terms:
            self._rows = _optimize.LinearConstraint(rows.matrix(self._variables), rows.least, rows.most)

    def minimum(self, objective: Numbers) -> Numbers | None:
        """The variables where the objective is least (proved, gap 0); None where no whole numbers fit the rows."""
        found = _optimize.milp(
            objective,
            integrality=np.ones(self._variables),
            bounds=self._bounds,
            constraints=self._rows,
            options={"mip_rel_gap": 0.0},
        )
        return None if found.x is None else np.asarray(np.round(found.x), dtype=np.float64)
