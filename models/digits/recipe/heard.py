"""Windows mixed from the pool, as the embedding gives them: made once, since it learns no more."""

from dataclasses import dataclass

import torch
from torch import Tensor

from .augment import Draw, batch
from .embedding import Embedding
from .pool import Pool

_AT_ONCE = 25


@dataclass
class Heard:
    """Of one part; see Embedding."""

    near: Tensor  # bfloat16 [windows, 288, rows]
    middle: Tensor  # bfloat16 [windows, 192, rows / 2]
    far: Tensor  # bfloat16 [windows, 192, rows / 2]
    labels: Tensor  # int8 [windows, rows]

    def drawn(self, count: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        at = torch.randint(len(self.labels), (count,))
        return self.near[at], self.middle[at], self.far[at], self.labels[at].long()


@torch.no_grad()
def hear(pool: Pool, embedding: Embedding, part: int, windows: int, seed: int) -> Heard:
    torch.manual_seed(seed)
    draw = Draw(pool, part)
    made: list[list[Tensor]] = [[], [], [], []]
    for _ in range(windows // _AT_ONCE):
        drawn = batch(draw, _AT_ONCE)
        with torch.autocast("cpu", torch.bfloat16):
            depths = embedding(drawn.features)
        for parts, tensor in zip(made, (*(d.bfloat16() for d in depths), drawn.labels.to(torch.int8))):
            parts.append(tensor)
    return Heard(*(torch.cat(parts) for parts in made))
