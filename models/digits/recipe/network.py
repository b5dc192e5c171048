"""The network: what others learned from many voices, then dilated convolutions over time."""

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, logsigmoid, max_pool1d, pad

from .embedding import FLOOR_DB, Embedding

_REACH = 24  # rows: 0.48 s
_SHORTEST = 4  # rows: 80 ms
_AROUND = 28  # rows: 0.56 s, more than the convolutions reach
# A word is written if its mean logit of being one, plus _TRUST x that of being the one it is, exceeds _DOUBT:
# sounds that are no word look like several. It extends as far as the logit of being one is above -_LIFT.
_DOUBT = 1.75
_TRUST = 0.2
_LIFT = 1.5


class Block(nn.Module):
    """Residual, over 4 x dilation + 1 rows."""

    def __init__(self, channels: int, dilation: int):
        super().__init__()
        self.conv = nn.Conv1d(channels, channels, 5, 1, 2 * dilation, dilation, bias=False)
        self.norm = nn.BatchNorm1d(channels)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.norm(self.conv(x)))


def _ahead(x: Tensor, rows: int) -> Tensor:
    """What x is so many rows later, or with a negative number earlier; zeros beyond its ends."""
    if rows > 0:
        return pad(x, [0, rows])[:, :, rows:]
    return pad(x, [-rows, 0])[:, :, :rows]


class DigitNet(nn.Module):
    """float32 [batch, bands, frames] in dB -> log-probabilities [batch, rows, tokens], a row for two frames.

    Each row says whether a word is being said, and which. Which one is the mean over the rows that are joined
    to it by rows in which a word is being said: so all rows of a word agree, and its neighbours keep out.

    A row depends on 28 frames around it, then 12 rows, then 27: 1.06 s. See context_samples.
    """

    def __init__(self, tokens: int, width: int = 128):
        super().__init__()
        self.floor_db = FLOOR_DB
        self.reach = _REACH
        self.shortest = _SHORTEST
        self.around = _AROUND
        self.doubt = _DOUBT
        self.trust = _TRUST
        self.lift = _LIFT
        self.embedding = Embedding()
        self.near = nn.Conv1d(288, width, 1, bias=False)
        self.middle = nn.Conv1d(192, width, 1, bias=False)
        self.far = nn.Conv1d(192, width, 1, bias=False)
        self.merge = nn.Sequential(nn.BatchNorm1d(width), nn.ReLU(), nn.Dropout(0.1))
        self.blocks = nn.Sequential(*(Block(width, dilation) for dilation in (1, 2, 2, 1)))
        self.head = nn.Conv1d(width, tokens, 1)  # whether, and which

    def forward(self, log_mel: Tensor) -> Tensor:
        rows = log_mel.shape[2] // 2
        if not self.training:  # before and after a recording is silence, not the zeros that layers pad with
            log_mel = pad(log_mel, [2 * self.around, 2 * self.around + 2], value=self.floor_db)
        near, middle, far = self.embedding(log_mel)
        log_probs = self.written(near, middle, far)
        return log_probs if self.training else log_probs[:, self.around : self.around + rows]

    def written(self, near: Tensor, middle: Tensor, far: Tensor) -> Tensor:
        """What `embedding` gives -> log-probabilities [batch, rows, tokens]."""
        x = interpolate(self.middle(middle) + self.far(far), scale_factor=2.0)
        x = self.near(near)[:, :, : x.shape[2]] + x[:, :, : near.shape[2]]
        x = self.head(self.blocks(self.merge(x))).float()  # [batch, tokens, rows]
        whether = self.long_enough(x[:, :1])
        word = self.joined(torch.cat([whether, x[:, 1:]], 1), torch.sigmoid(whether))
        which = word[:, 1:].log_softmax(1)
        if not self.training:
            # All of a word goes, or none: its extent is not to depend on how sure it must be.
            sure = word[:, :1] + self.trust * which.amax(1, keepdim=True).exp().logit(1e-4) - self.doubt
            whether = torch.minimum(whether + self.lift, sure)
        return torch.cat([logsigmoid(-whether), logsigmoid(whether) + which], 1).transpose(1, 2)

    def long_enough(self, whether: Tensor) -> Tensor:
        """A morphological opening: what is shorter than so many rows is no word."""
        least = -max_pool1d(
            pad(-whether, [self.shortest - 1, self.shortest - 1], value=20.0), self.shortest, 1
        )
        return max_pool1d(least, self.shortest, 1)

    def joined(self, which: Tensor, said: Tensor) -> Tensor:
        """Means over rows as far as `reach`, each with the least `said` from here to there as its weight."""
        total, weight = which * said, said
        for side in (1, -1):
            least = said
            for rows in range(1, self.reach + 1):
                least = torch.minimum(least, _ahead(said, side * rows))
                total = total + least * _ahead(which, side * rows)
                weight = weight + least
        return total / weight.clamp_min(1e-6)
