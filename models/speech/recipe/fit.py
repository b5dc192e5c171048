"""Training: a start from what no run holds out, which all runs share, and what a run makes of it."""

import copy
import dataclasses

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

from .augment import EASY, HARD, Draw, Mix, batch
from .clips import SPEECH
from .model import MANIFEST
from .network import SpeechMusicNet
from .pool import Pool
from .sound import PAUSE_S, fill_pauses


def _average(average: nn.Module, network: nn.Module, step: int) -> None:
    """Exponential moving average of the weights, over about the last 100 steps."""
    keep = min(0.99, (step + 1) / (step + 10))
    for mean, now in zip(average.state_dict().values(), network.state_dict().values()):
        if mean.dtype.is_floating_point:
            mean.lerp_(now, 1 - keep)
        else:
            mean.copy_(now)


def begin(pool: Pool, steps: int, seed: int) -> SpeechMusicNet:
    """Hears nothing that any run holds out."""
    torch.manual_seed(seed)
    return _train(SpeechMusicNet(MANIFEST["features"]["mel_bands"]), Draw(pool, None), EASY, 24, steps, 4e-3)


def fit(
    pool: Pool, start: SpeechMusicNet, held_out: tuple[int, ...], steps: list[int], seed: int
) -> SpeechMusicNet:
    """Hears all parts but `held_out`. Most steps take pauses of up to a second for speech, the last ones do
    not: that makes its ends sharper, and merge_gap_s fills the pauses."""
    torch.manual_seed(seed)
    coarse, fine = Draw(with_pauses(pool), held_out), Draw(pool, held_out)
    network = _train(copy.deepcopy(start), coarse, HARD, 16, steps[0], 3e-3)
    torch.manual_seed(seed + 100)
    return _train(network, fine, HARD, 16, steps[1], 2e-3)


def with_pauses(pool: Pool) -> Pool:
    """Speech as results are compared with it."""
    active = pool.active.copy()
    for first, count, kind in zip(pool.first_row, pool.row_count, pool.kind):
        if kind == SPEECH:
            active[first : first + count] = fill_pauses(active[first : first + count], PAUSE_S[SPEECH])
    return dataclasses.replace(pool, active=active)


def _train(
    network: SpeechMusicNet, draw: Draw, mix: Mix, size: int, steps: int, rate: float
) -> SpeechMusicNet:
    """-> the averaged network."""
    network.train()
    average = copy.deepcopy(network)
    optimizer = torch.optim.AdamW(network.parameters(), rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, steps, pct_start=0.15)
    for step in range(steps):
        drawn = batch(draw, size, mix)
        with torch.autocast("cpu", torch.bfloat16):  # half the time where it is native; weights stay float32
            logits = network(drawn.features)
        loss = binary_cross_entropy_with_logits(logits.float(), drawn.targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        with torch.no_grad():
            _average(average, network, step)
        if step % 25 == 0:
            print(f"  step {step} of {steps}: loss {loss.item():.3f}", flush=True)
    return average.eval()
