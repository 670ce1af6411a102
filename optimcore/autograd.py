"""Reverse-mode automatic differentiation on NumPy arrays.

A `Tensor` y = f(x₁, …, xₙ) remembers, for every input that leads to a `Parameter`, the pullback
ḡ ↦ (∂y/∂xᵢ)ᵀ ḡ.  `backward` walks those edges once, outputs first, and adds each parameter's
total into its `.grad`.

Conventions shared by all operations:

* float32 and float64 are kept; every other real dtype becomes float64.
* A number next to a tensor takes that tensor's dtype; an array keeps its own, and two dtypes
  combine as NumPy combines them.  Each gradient is cast to the dtype of its own tensor.
* Operands broadcast as in NumPy; the pullback sums over the broadcast axes.
* Shapes that do not fit raise NumPy's own ValueError, at the operation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Array", "Parameter", "Tensor", "TensorLike", "softmax_cross_entropy"]

Array: TypeAlias = npt.NDArray[Any]
Axis: TypeAlias = int | tuple[int, ...] | None
Pullback: TypeAlias = Callable[[Array], Array]


def _float_array(data: npt.ArrayLike) -> Array:
    """`data` as a native float32 or float64 array, without a copy where it is one already."""
    array = np.asarray(data)
    if array.dtype.kind not in "fiub":
        raise TypeError(
            f"data of type {type(data).__name__} has dtype {array.dtype}, which is not real: it "
            "cannot be differentiated; pass real numbers, or a tensor's .data"
        )
    single = array.dtype.kind == "f" and array.dtype.itemsize == 4
    return array.astype(np.float32 if single else np.float64, copy=False)


def _unbroadcast(gradient: Array, shape: tuple[int, ...]) -> Array:
    """The adjoint of broadcasting from `shape`: sum over every axis that was repeated."""
    if gradient.shape == shape:
        return gradient
    lead = gradient.ndim - len(shape)
    gradient = np.asarray(gradient.sum(axis=tuple(range(lead))))
    axes = tuple(i for i, n in enumerate(shape) if n == 1 and gradient.shape[i] != 1)
    return np.asarray(gradient.sum(axis=axes, keepdims=True))


class Tensor:
    """An array and, where parameters lead to it, the pullbacks to its inputs.

    A plain `Tensor(data)` is a constant: it shares `data` where that is a float array already, and
    never receives a gradient.  `reshape`, `.T` and basic indexing give views, as in NumPy.

    Pullbacks read the arrays they saw, so change `p.data` in place after `backward`, not between
    an operation and its `backward`.

    Raises TypeError for data that is not real.
    """

    __array_ufunc__ = None

    data: Array
    grad: Array | None

    def __init__(self, data: npt.ArrayLike, edges: Iterable[tuple[Tensor, Pullback]] = ()) -> None:
        self.data = _float_array(data)
        self.grad = None
        self._edges = tuple(edge for edge in edges if edge[0].needs_grad)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.data!r})"

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of `.data`."""
        return self.data.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of `.data`: float32 or float64."""
        return self.data.dtype

    @property
    def ndim(self) -> int:
        """The number of axes of `.data`."""
        return self.data.ndim

    @property
    def needs_grad(self) -> bool:
        """Whether a parameter leads to this tensor."""
        return bool(self._edges)

    def backward(self) -> None:
        """Add ∂self/∂p into `p.grad` for every parameter p that leads to this scalar.

        Every call binds `p.grad` to a fresh array with the shape and dtype of `p.data`.

        Raises ValueError when the shape is not (), or when no parameter leads here.
        """
        _require_differentiable(self)
        pending = {id(self): np.ones((), self.dtype)}
        for node in reversed(_inputs_first(self)):
            gradient = pending.pop(id(node))
            node._collect(gradient)
            for parent, pullback in node._edges:
                part = np.asarray(pullback(gradient), dtype=parent.dtype)
                seen = pending.get(id(parent))
                pending[id(parent)] = part if seen is None else np.asarray(seen + part)

    def _collect(self, gradient: Array) -> None:
        """Keep nothing: only parameters collect gradients."""

    def _lift(self, other: TensorLike) -> Tensor:
        """`other` as a tensor; a number takes this tensor's dtype."""
        if isinstance(other, Tensor):
            return other
        if isinstance(other, int | float):
            return Tensor(np.asarray(other, dtype=self.dtype))
        return Tensor(other)

    def __neg__(self) -> Tensor:
        """-x, with ḡ ↦ -ḡ."""
        return Tensor(-self.data, [(self, lambda g: -g)])

    def __add__(self, other: TensorLike) -> Tensor:
        """a + b, with ḡ ↦ ḡ for both."""
        return _binary(np.add, self, self._lift(other), lambda g: g, lambda g: g)

    def __radd__(self, other: TensorLike) -> Tensor:
        """b + a: see `__add__`."""
        return self._lift(other) + self

    def __sub__(self, other: TensorLike) -> Tensor:
        """a - b, with ḡ ↦ ḡ for a and ḡ ↦ -ḡ for b."""
        return _binary(np.subtract, self, self._lift(other), lambda g: g, lambda g: -g)

    def __rsub__(self, other: TensorLike) -> Tensor:
        """b - a: see `__sub__`."""
        return self._lift(other) - self

    def __mul__(self, other: TensorLike) -> Tensor:
        """a b, with ḡ ↦ ḡ b for a and ḡ ↦ ḡ a for b."""
        right = self._lift(other)
        a, b = self.data, right.data
        return _binary(np.multiply, self, right, lambda g: g * b, lambda g: g * a)

    def __rmul__(self, other: TensorLike) -> Tensor:
        """b a: see `__mul__`."""
        return self._lift(other) * self

    def __truediv__(self, other: TensorLike) -> Tensor:
        """a / b, with ḡ ↦ ḡ / b for a and ḡ ↦ -ḡ (a / b) / b for b."""
        right = self._lift(other)
        a, b = self.data, right.data
        return _binary(np.divide, self, right, lambda g: g / b, lambda g: -g * (a / b) / b)

    def __rtruediv__(self, other: TensorLike) -> Tensor:
        """b / a: see `__truediv__`."""
        return self._lift(other) / self

    def __pow__(self, exponent: float) -> Tensor:
        """xⁿ for a constant n, with ḡ ↦ ḡ n xⁿ⁻¹, and ḡ ↦ 0 for n = 0, at x = 0 too.

        Raises TypeError when the exponent is not a number.
        """
        if not isinstance(exponent, int | float):
            raise TypeError(
                f"exponent of type {type(exponent).__name__}: only x ** number has a pullback "
                "here; for a varying exponent write (log(x) * exponent).exp()"
            )
        x, n = self.data, float(exponent)
        return Tensor(x**n, [(self, lambda g: g * (n * x ** (n - 1) if n else np.zeros_like(x)))])

    def __matmul__(self, other: TensorLike) -> Tensor:
        """A B as NumPy's matmul, with ḡ ↦ ḡ Bᵀ for A and ḡ ↦ Aᵀ ḡ for B.

        A vector on the left is a row and on the right a column; stacks of matrices broadcast.
        """
        return _matmul(self, self._lift(other))

    def __rmatmul__(self, other: TensorLike) -> Tensor:
        """B A: see `__matmul__`."""
        return _matmul(self._lift(other), self)

    def sum(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """Σ x over `axis`, with ḡ ↦ ḡ repeated along the summed axes."""
        shape = self.shape

        def pullback(g: Array) -> Array:
            kept = g if keepdims or axis is None else np.expand_dims(g, axis)
            return np.broadcast_to(kept, shape)

        return Tensor(self.data.sum(axis=axis, keepdims=keepdims), [(self, pullback)])

    def mean(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """Σ x / N over `axis`, with ḡ ↦ ḡ / N repeated; over nothing it is NaN, as in NumPy."""
        total = self.sum(axis, keepdims)
        axes = axis if isinstance(axis, tuple) else range(self.ndim) if axis is None else (axis,)
        return total / math.prod(self.shape[i] for i in axes)

    def tanh(self) -> Tensor:
        """y = tanh x, with ḡ ↦ ḡ (1 - y²)."""
        y = np.tanh(self.data)
        return Tensor(y, [(self, lambda g: g * (1 - y * y))])

    def relu(self) -> Tensor:
        """max(x, 0), with ḡ ↦ ḡ where x > 0 and 0 elsewhere, at x = 0 too."""
        x = self.data
        return Tensor(np.maximum(x, 0), [(self, lambda g: np.where(x > 0, g, 0))])

    def exp(self) -> Tensor:
        """y = eˣ, with ḡ ↦ ḡ y."""
        y = np.exp(self.data)
        return Tensor(y, [(self, lambda g: g * y)])

    def log(self) -> Tensor:
        """ln x, with ḡ ↦ ḡ / x."""
        x = self.data
        return Tensor(np.log(x), [(self, lambda g: g / x)])

    def reshape(self, *shape: int | tuple[int, ...]) -> Tensor:
        """x in another shape, with ḡ ↦ ḡ in the shape of x; takes (2, 3) or 2, 3."""
        before = self.shape
        target: Any = shape[0] if len(shape) == 1 else shape
        return Tensor(self.data.reshape(target), [(self, lambda g: g.reshape(before))])

    @property
    def T(self) -> Tensor:
        """x with its axes reversed, with ḡ ↦ ḡᵀ."""
        return Tensor(self.data.T, [(self, lambda g: g.T)])

    def __getitem__(self, index: Any) -> Tensor:
        """x[index] as in NumPy, with ḡ ↦ Σⱼ ḡⱼ e_index(j): an entry picked twice gets both."""
        shape = self.shape

        def pullback(g: Array) -> Array:
            scattered = np.zeros(shape, g.dtype)
            np.add.at(scattered, index, g)
            return scattered

        return Tensor(self.data[index], [(self, pullback)])


TensorLike: TypeAlias = Tensor | npt.ArrayLike


class Parameter(Tensor):
    """A leaf that owns a copy of its data and sums gradients in `.grad` until that is None."""

    def __init__(self, data: npt.ArrayLike) -> None:
        super().__init__(np.array(_float_array(data), order="C"))

    @property
    def needs_grad(self) -> bool:
        """Always true."""
        return True

    def _collect(self, gradient: Array) -> None:
        """Set `.grad` to `.grad` + gradient in a fresh array."""
        total = gradient if self.grad is None else self.grad + gradient
        self.grad = np.array(total, dtype=self.dtype, order="C")


def softmax_cross_entropy(logits: Tensor, labels: npt.ArrayLike) -> Tensor:
    """The mean over rows of -ln softmax(z)[label], with ḡ ↦ ḡ (softmax(z) - onehot(label)) / N.

    Rows are shifted by their maximum first, so no finite logit overflows.

    Raises ValueError when the logits are not a non-empty matrix or when there is not one label in
    [0, classes) per row, TypeError when the labels are not integers.
    """
    picked = _checked_labels(logits.shape, np.array(labels))
    rows = np.arange(len(picked))
    shifted = logits.data - logits.data.max(axis=1, keepdims=True)
    log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))

    def pullback(g: Array) -> Array:
        excess: Array = np.exp(log_softmax)
        excess[rows, picked] -= 1
        return excess * (g / len(rows))

    return Tensor(-log_softmax[rows, picked].mean(), [(logits, pullback)])


def _binary(
    ufunc: np.ufunc, left: Tensor, right: Tensor, to_left: Pullback, to_right: Pullback
) -> Tensor:
    """ufunc(left, right), whose pullbacks end by summing over the broadcast axes."""
    a, b = left.shape, right.shape
    return Tensor(
        ufunc(left.data, right.data),
        [
            (left, lambda g: _unbroadcast(to_left(g), a)),
            (right, lambda g: _unbroadcast(to_right(g), b)),
        ],
    )


def _matmul(left: Tensor, right: Tensor) -> Tensor:
    """left @ right, whose pullbacks see vectors as one-row and one-column matrices."""
    product = left.data @ right.data
    a = left.data[None, :] if left.ndim == 1 else left.data
    b = right.data[:, None] if right.ndim == 1 else right.data
    shape = (*np.broadcast_shapes(a.shape[:-2], b.shape[:-2]), a.shape[-2], b.shape[-1])

    def to_left(g: Array) -> Array:
        stacked = g.reshape(shape) @ b.swapaxes(-1, -2)
        return _unbroadcast(stacked, a.shape).reshape(left.shape)

    def to_right(g: Array) -> Array:
        stacked = a.swapaxes(-1, -2) @ g.reshape(shape)
        return _unbroadcast(stacked, b.shape).reshape(right.shape)

    return Tensor(product, [(left, to_left), (right, to_right)])


def _inputs_first(root: Tensor) -> list[Tensor]:
    """Every tensor that leads to `root`, each after all of its inputs, depth first on a stack."""
    order: list[Tensor] = []
    seen: set[int] = set()
    stack = [(root, False)]
    while stack:
        node, inputs_done = stack.pop()
        if inputs_done:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack.extend((parent, False) for parent, _ in node._edges)
    return order


def _require_differentiable(root: Tensor) -> None:
    """Raise ValueError unless `root` is a scalar to which a parameter leads."""
    if root.shape != ():
        raise ValueError(
            f"backward() on a tensor of shape {root.shape}: only a scalar has one gradient per "
            "parameter; reduce it first, for example with .sum() or .mean()"
        )
    if not root.needs_grad:
        raise ValueError(
            f"backward() on {root!r}, to which no Parameter leads: no gradient would be set; wrap "
            "the arrays to differentiate in Parameter before computing with them"
        )


def _checked_labels(shape: tuple[int, ...], labels: Array) -> Array:
    """`labels`, when they are one class index per row of logits with this shape."""
    if len(shape) != 2 or 0 in shape:
        raise ValueError(
            f"logits of shape {shape}: a mean over rows needs at least one row and one class; "
            "pass logits of shape (rows, classes)"
        )
    if labels.shape != shape[:1]:
        raise ValueError(
            f"labels of shape {labels.shape} for logits of shape {shape}: rows and labels would "
            f"not pair up; pass labels of shape {shape[:1]}"
        )
    if labels.dtype.kind not in "iu":
        raise TypeError(
            f"labels of dtype {labels.dtype} cannot pick a class; pass integers, "
            "for example probabilities.argmax(axis=1)"
        )
    if labels.min() < 0 or labels.max() >= shape[1]:
        raise ValueError(
            f"labels from {labels.min()} to {labels.max()} for {shape[1]} classes: a label outside "
            f"would pick no class or the wrong one; pass labels from 0 to {shape[1] - 1}"
        )
    return labels
