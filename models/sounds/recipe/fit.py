"""One training run: draws balanced batches from the pool and returns the averaged network."""

import copy

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from . import augment
from .model import LABELS
from .network import SoundNet
from .pool import HEARD, SILENT, TAIL, Pool


def draw_weights(pool: Pool, held_out: int) -> Tensor:
    """How often each window is drawn: every label alike; speech and music, which vary most, a little more."""
    label, part, kind = (torch.from_numpy(a) for a in (pool.label, pool.part, pool.kind))
    silence = LABELS.index("silence")
    weights = torch.zeros(len(label))

    def share(chosen: Tensor, amount: float) -> None:
        chosen = chosen & (part != held_out)
        weights[chosen] = amount / chosen.sum()

    for index, name in enumerate(LABELS):
        if index != silence:
            share((label == index) & (kind == HEARD), 1.5 if name in ("speech", "music") else 1.0)
    share(label == silence, 0.7)
    share((label != silence) & (kind == SILENT), 0.3)
    share((label != silence) & (kind == TAIL), 0.5)
    return weights


def targets_of(label: Tensor, kind: Tensor) -> Tensor:
    """A heard window has its label, a silent one silence, a tail none."""
    targets = nn.functional.one_hot(label, len(LABELS)).float() * (kind == HEARD)[:, None]
    targets[kind == SILENT, LABELS.index("silence")] = augment.SILENCE_TARGET
    return targets


def _average(average: nn.Module, network: nn.Module, step: int) -> None:
    """Exponential moving average of the weights, over about the last 500 steps."""
    keep = min(0.998, (step + 1) / (step + 10))
    for mean, now in zip(average.state_dict().values(), network.state_dict().values()):
        if mean.dtype.is_floating_point:
            mean.lerp_(now, 1 - keep)
        else:
            mean.copy_(now)


def fit(pool: Pool, held_out: int, steps: int, seed: int, batch: int = 64, rate: float = 4e-3) -> SoundNet:
    torch.manual_seed(seed)
    weights = draw_weights(pool, held_out)
    label, kind, level_db = (torch.from_numpy(a) for a in (pool.label, pool.kind, pool.level_db))
    features = torch.from_numpy(pool.features)
    network = SoundNet(len(LABELS)).to(memory_format=torch.channels_last)
    average = copy.deepcopy(network)
    optimizer = torch.optim.AdamW(network.parameters(), rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, steps, pct_start=0.1)
    for step in range(steps):
        drawn = torch.multinomial(weights, batch, replacement=True)
        targets = targets_of(label[drawn], kind[drawn])
        heard = augment.vary(features[drawn].float(), targets, kind[drawn], level_db[drawn])
        inputs = heard.features.to(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):  # half the time where it is native; weights stay float32
            logits = network(inputs)
        each = binary_cross_entropy_with_logits(logits.float(), heard.targets, reduction="none")
        loss = each.sum(1).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        with torch.no_grad():
            _average(average, network, step)
        if step % 200 == 0:
            print(f"  step {step} of {steps}: loss {loss.item():.3f}", flush=True)
    return average.eval().to(memory_format=torch.contiguous_format)
