"""Training of the layers on top of the embedding, which stays as it comes."""

import copy

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, softplus

from .augment import Batch, Draw, batch
from .network import KeywordNet

_QUIET = 4.0  # weight of rows without a word: a false alarm costs more than a miss


def loss_of(logits: Tensor, targets: Tensor) -> Tensor:
    """Of the rows near a word's middle the surest counts, and all together a little; of others each does."""
    here = targets == 1
    found = here.any(1)  # [batch, words]
    surest = logits.masked_fill(~here, -30.0).amax(1)
    missed = softplus(-surest[found]).mean() + 0.3 * softplus(-logits[here]).mean()
    each = softplus(logits) * (targets == 0)
    # The worst row of a window tells whether there would be an alarm.
    alarm = (each.sum((1, 2)) / 24 + each.amax((1, 2))).mean()
    return missed + _QUIET * alarm


def _average(average: nn.Module, network: nn.Module, step: int) -> None:
    """Exponential moving average of the weights, over about the last 100 steps."""
    keep = min(0.99, (step + 1) / (step + 10))
    for mean, now in zip(average.state_dict().values(), network.state_dict().values()):
        if mean.dtype.is_floating_point:
            mean.lerp_(now, 1 - keep)
        else:
            mean.copy_(now)


def _vectors(network: KeywordNet, drawn: Batch) -> Tensor:
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        return network.vectors(drawn.features).half()


def fit(
    network: KeywordNet, draw: Draw, windows: int, steps: int, seed: int, size: int = 128, rate: float = 2e-3
) -> KeywordNet:
    """Windows are drawn, and their vectors computed, once: the embedding is nearly all of the work."""
    torch.manual_seed(seed)
    network.eval()
    vectors, targets = [], []
    for done in range(0, windows, 64):
        drawn = batch(draw, 64)
        vectors.append(_vectors(network, drawn))
        targets.append(drawn.targets.to(torch.int8))
        if done % 3200 == 0:
            print(f"  {done} of {windows} windows", flush=True)
    known, aims = torch.cat(vectors), torch.cat(targets)
    network.head.train()
    average = copy.deepcopy(network)
    optimizer = torch.optim.AdamW(network.head.parameters(), rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, steps, pct_start=0.1)
    for step in range(steps):
        chosen = torch.randint(len(known), (size,))
        loss = loss_of(network.head(known[chosen].float()).transpose(1, 2), aims[chosen].float())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        with torch.no_grad():
            _average(average.head, network.head, step)
        if step % 100 == 0:
            print(f"  step {step} of {steps}: loss {loss.item():.3f}", flush=True)
    return average.eval()
