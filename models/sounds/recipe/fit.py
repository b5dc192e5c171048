"""One training run: draws balanced batches from the pool and returns the averaged network."""

import copy

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, one_hot

from . import augment
from .model import LABELS
from .network import SoundNet
from .pool import Pool

SOUNDS = LABELS[:-1]  # what is learned
assert LABELS[-1] == "silence"  # SoundNet's last output


def draw_weights(pool: Pool, held_out: int) -> Tensor:
    """How often each window is drawn: every label alike; speech and music, which vary most, a little more."""
    label, part, heard = (torch.from_numpy(a) for a in (pool.label, pool.part, pool.heard))
    weights = torch.zeros(len(label))

    def share(chosen: Tensor, amount: float) -> None:
        chosen = chosen & (part != held_out)
        weights[chosen] = amount / chosen.sum()

    for index, name in enumerate(SOUNDS):
        share((label == index) & heard, 1.5 if name in ("speech", "music") else 1.0)
    share((label < len(SOUNDS)) & ~heard, 0.5)  # tails
    share(label == len(SOUNDS), 0.5)  # room tone
    return weights


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
    label, heard, level_db = (torch.from_numpy(a) for a in (pool.label, pool.heard, pool.level_db))
    features = torch.from_numpy(pool.features)
    network = SoundNet(len(SOUNDS)).to(memory_format=torch.channels_last)
    average = copy.deepcopy(network)
    optimizer = torch.optim.AdamW(network.parameters(), rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, steps, pct_start=0.1)
    for step in range(steps):
        drawn = torch.multinomial(weights, batch, replacement=True)
        targets = one_hot(label[drawn], len(LABELS))[:, :-1] * heard[drawn, None].float()
        varied = augment.vary(features[drawn].float(), targets, level_db[drawn])
        inputs = varied.features.to(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):  # half the time where it is native; weights stay float32
            logits = network(inputs)
        each = binary_cross_entropy_with_logits(logits[:, :-1].float(), varied.targets, reduction="none")
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
