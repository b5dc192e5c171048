"""TorchScript of a module, and proof that it does the same."""

import warnings
from typing import Any

from .failure import ImportFailure, needed

TOLERANCE = 1e-4  # relative to the largest value, if that is above 1: as far as sums in another order go


def largest_difference(module: Any, traced: Any, shape: list[int], seed: int) -> float:
    torch = needed("torch", "every model")
    noise = torch.randn(shape, generator=torch.Generator().manual_seed(seed))
    expected, got = module(noise), traced(noise)
    if got.shape != expected.shape:
        return float("inf")
    return float((got - expected).abs().max() / expected.abs().max().clamp(min=1))


def trace(module: Any, example: list[int], others: list[list[int]]) -> Any:
    """Of a module that takes a tensor of shape `example` and gives one; it must do as well for each of
    `others`: a trace can hold on to the sizes that it was made with."""
    torch = needed("torch", "every model")
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # of sizes that may have become constants: that is what is checked below
        noise = torch.randn(example, generator=torch.Generator().manual_seed(1))
        traced = torch.jit.trace(module, noise, check_trace=False)
        for i, shape in enumerate([example, *others]):
            try:
                apart = largest_difference(module, traced, shape, i + 2)
            except RuntimeError as error:
                reason = str(error).strip().splitlines()[-1]
                raise ImportFailure(
                    f"traced with an input of {example}, the model fails for {shape}: {reason}; "
                    "expected a module without sizes that are fixed while it is traced"
                ) from error
            if not apart <= TOLERANCE:
                raise ImportFailure(
                    f"traced with an input of {example}, the model differs by {apart:.1e} for {shape}; "
                    f"expected at most {TOLERANCE:.0e}: a module without sizes or choices that are "
                    "fixed while it is traced"
                )
    return traced


def plain_weights(module: Any) -> None:
    """Weights that are computed from others (weight_norm) become what they are."""
    from torch.nn.utils import parametrize

    for part in module.modules():
        if parametrize.is_parametrized(part, "weight"):
            parametrize.remove_parametrizations(part, "weight")
