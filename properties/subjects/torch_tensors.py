"""Tensors of torch with the values of arrays, and arrays with the values of tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..scenarios.model import Floats, Precision, Start


def make_parameter(values: Floats, start: Start, dtype: Precision, differentiable: bool) -> Any:
    """Return a leaf tensor.

    It requires gradients, except for a differentiable step, which cannot write into such a leaf.
    """
    import torch

    tensor = torch.from_numpy(np.array(values, order="C")).contiguous().to(getattr(torch, dtype))
    if start.complex:
        tensor = torch.complex(tensor[..., 0], tensor[..., 1])
    elif start.strided:
        *others, first = values.shape[::-1]
        spread = torch.zeros((*others, 2 * first), dtype=tensor.dtype)[..., ::2]
        tensor = spread.permute(*range(spread.ndim)[::-1]).copy_(tensor)
    return torch.nn.Parameter(tensor, requires_grad=not differentiable)


def tensor_like(p: Any, values: Floats) -> Any:
    """Return a tensor with these values for a parameter, such as its gradient."""
    import torch

    tensor = torch.from_numpy(values)
    if p.is_complex():
        return torch.complex(tensor[..., 0], tensor[..., 1])
    return tensor.to(p.dtype) if p.dtype == torch.bfloat16 else tensor


def sparse_rows(tensor: Any) -> Any:
    """Return a sparse tensor with whole rows, as the gradients of embeddings are."""
    return tensor.to_sparse(1) if tensor.ndim > 1 else tensor.to_sparse()


def numbers_of(tensor: Any) -> Floats:
    """Return the tensor's memory as an array, or a copy in float32 of a bfloat16 tensor."""
    import torch

    if tensor.is_sparse:
        tensor = tensor.to_dense()
    if tensor.is_complex():
        tensor = torch.view_as_real(tensor)
    numbers: Floats = (tensor.float() if tensor.dtype == torch.bfloat16 else tensor).numpy()
    return numbers
