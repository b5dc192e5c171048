"""Training: what a run makes of what the embedding gives for the windows that it may hear."""

import copy

import torch
from torch import Tensor, nn
from torch.nn.functional import max_pool1d, nll_loss, pad

from .heard import Heard
from .model import BLANK, TOKENS
from .embedding import Embedding
from .network import DigitNet

_JOINT = 5  # rows: a shorter blank between words must not be missed, or two words are written as one
_CARE = 0.5
_RATE = 3e-3
_SIZE = 32  # windows of a step
_EDGE = 12  # rows at a window's ends that are not judged: what is said there is cut


def loss_of(log_probs: Tensor, labels: Tensor) -> Tensor:
    """What is said in each row. No CTC loss beside it: that one is content with a single row of a word."""
    said = (labels != BLANK).float()[:, None]
    before, after = (max_pool1d(pad(said, ends), _JOINT, 1)[:, 0] for ends in ([_JOINT, -1], [-1, _JOINT]))
    joint = (labels == BLANK) * before * after
    loss = nll_loss(log_probs.transpose(1, 2), labels, reduction="none") * (1 + _CARE * joint)
    return loss[:, _EDGE:-_EDGE].mean()


def _average(average: nn.Module, network: nn.Module, step: int) -> None:
    """Exponential moving average of the weights, over about the last 50 steps."""
    keep = min(0.98, (step + 1) / (step + 10))
    for mean, now in zip(average.state_dict().values(), network.state_dict().values()):
        if mean.dtype.is_floating_point:
            mean.lerp_(now, 1 - keep)
        else:
            mean.copy_(now)


def fit(heard: list[Heard], embedding: Embedding, steps: int, seed: int) -> DigitNet:
    """-> the averaged network, its embedding as it was."""
    torch.manual_seed(seed)
    network = DigitNet(len(TOKENS)).train()
    network.embedding.load_state_dict(embedding.state_dict())
    average = copy.deepcopy(network)
    own = [p for name, p in network.named_parameters() if not name.startswith("embedding.")]
    optimizer = torch.optim.AdamW(own, _RATE, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, steps, pct_start=0.15)
    for step in range(steps):
        parts = [h.drawn(_SIZE // len(heard)) for h in heard]
        near, middle, far, labels = (torch.cat(tensors) for tensors in zip(*parts))
        with torch.autocast("cpu", torch.bfloat16):  # half the time where it is native; weights stay float32
            log_probs = network.written(near, middle, far)
        loss = loss_of(log_probs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        with torch.no_grad():
            _average(average, network, step)
        if step % 50 == 0:
            print(f"  step {step} of {steps}: loss {loss.item():.3f}", flush=True)
    return average.eval()
