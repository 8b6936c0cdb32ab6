"""How a problem declares its symbols in YAML: strict models of the `dimensions` and `symbols` keys.

Invariant: these models only say what may be written; what a symbol means is decided in `symbols` and `sampling`.

::

    dimensions:
      k: {less_than: m}
      m: {less_than: n}
      n: {}
      d: {equals: 3}                       # a fixed size
    symbols:
      X: {shape: [m, n]}                   # free, generic
      S: {shape: [m, m], symmetric: true}  # also: diagonal, orthonormal (its columns)
      lambda: {shape: [], positive: true}  # a scalar; also: integer
      C: {equals: 'X X^T', optional: true} # bound to this unless an answer redefines it
      U_k: {shape: [m, k], eigenvectors: {of: 'X X^T', first: k}}
      U_{-k}: {shape: [m, m-k], eigenvectors: {of: 'X X^T', after: k}}
      Sigma_k: {shape: [k, k], singular_values: {of: X, first: k}}
      sigma: {family: true, singular_values: {of: X}}   # sigma_1, sigma_{k+1}, ... are its members
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from evalhw.frozen import Frozen

Size = Annotated[str | int, Field(description="a dimension, a difference of dimensions such as m-k, or a number")]


class DimensionSpec(Frozen):
    """A size that shapes are made of; dimensions are pairwise distinct and distinct from 1."""

    less_than: str | list[str] = Field(default_factory=list, description="the dimensions that this one is below")
    equals: int | None = Field(default=None, ge=1, le=12, description="a fixed size, where the problem fixes it")

    @property
    def above(self) -> tuple[str, ...]:
        """The dimensions that are larger than this one."""
        return (self.less_than,) if isinstance(self.less_than, str) else tuple(self.less_than)


class SpectrumSpec(Frozen):
    """Which eigen- or singular pairs of a matrix: all, the first so many, or those after so many, in falling order."""

    of: str = Field(description="the matrix, in LaTeX over the declared symbols")
    first: Size | None = Field(default=None, description="only the pairs of the so many largest values")
    after: Size | None = Field(default=None, description="all pairs but those of the so many largest values")

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if self.first is not None and self.after is not None:
            raise ValueError("give `first` or `after`, not both")
        return self


class SymbolSpec(Frozen):
    """One symbol: free (a shape and properties), or bound (`equals`, or a spectrum of another matrix)."""

    shape: list[Size] | None = Field(default=None, max_length=2, description="[] scalar, [m] column, [m, n] matrix")
    equals: str | None = Field(default=None, description="what it stands for, in LaTeX")
    optional: bool = Field(default=False, description="answers may introduce it under this name, or another thing")
    family: bool = Field(default=False, description="scalars with an index: sigma_1, sigma_2, ...")
    positive: bool = Field(default=False, description="a scalar above 0; a symmetric matrix: positive definite")
    integer: bool = Field(default=False, description="a whole number")
    symmetric: bool = Field(default=False, description="equal to its transpose")
    diagonal: bool = Field(default=False, description="a square matrix with zeros off its diagonal")
    orthonormal: bool = Field(default=False, description="its columns are orthonormal")
    eigenvectors: SpectrumSpec | None = Field(default=None, description="orthonormal eigenvectors, as columns")
    eigenvalues: SpectrumSpec | None = Field(default=None, description="on the diagonal, as a column, or a family")
    singular_values: SpectrumSpec | None = Field(default=None, description="on the diagonal, as a column, or a family")
    left_singular_vectors: SpectrumSpec | None = Field(default=None, description="as columns")
    right_singular_vectors: SpectrumSpec | None = Field(default=None, description="as columns")
    meaning: str = Field(default="", description="in words, for people")

    @property
    def spectrum(self) -> tuple[str, SpectrumSpec] | None:
        """The kind of spectrum that binds this symbol, and of what."""
        for kind in SPECTRA:
            given = getattr(self, kind)
            if given is not None:
                return kind, given
        return None

    @model_validator(mode="after")
    def _bound_once(self) -> Self:
        bindings = sum(getattr(self, kind) is not None for kind in SPECTRA) + (self.equals is not None)
        if bindings > 1:
            raise ValueError("a symbol is bound at most once: give one of equals, " + ", ".join(SPECTRA))
        if self.shape is None and not bindings and not self.family:
            raise ValueError("a free symbol needs a shape: [] for a scalar, [m, n] for a matrix")
        if self.family and self.shape:
            raise ValueError("the members of a family are scalars: leave the shape out")
        return self


SPECTRA = ("eigenvectors", "eigenvalues", "singular_values", "left_singular_vectors", "right_singular_vectors")


class SymbolsSpec(Frozen):
    """The `dimensions` and `symbols` of a problem."""

    dimensions: dict[str, DimensionSpec] = Field(default_factory=dict, max_length=8)
    symbols: dict[str, SymbolSpec] = Field(default_factory=dict, max_length=200)
