"""Makes the tiny models of tests/models: good ones, and one for each way in which a model can be wrong.

    python3 tests/golden/models/make_models.py

Made with Python 3.11, torch 2.13.0+cpu. Weights are seeded: the files may differ in bytes from run to
run, not in what they compute. It prints what torch's eager float64 gives for four models on the input sin(0),
sin(1), ..., and for the first steps of one with state: the golden values of tests/models/torch_run_test.cpp and
torch_state_test.cpp.
"""

import io
import pathlib
import warnings
import zipfile

import torch
from torch import Tensor, nn

FOLDER = pathlib.Path(__file__).resolve().parent


class Image(nn.Module):
    """[batch, 1, bands, frames] -> [batch, 3], for any number of bands and frames."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1), nn.ReLU()
        )
        self.head = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.features(x).mean(dim=[2, 3]))


class Plane(Image):
    """The same for [batch, bands, frames]."""

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.features(x.unsqueeze(1)).mean(dim=[2, 3]))


class Flat(nn.Module):
    """Takes 8 x 10 values and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.head = nn.Linear(80, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(x.flatten(1))


class Halving(nn.Module):
    """[batch, 1, bands, frames] -> [batch, 3]: a convolution whose stride is not its padding."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.ReLU())
        self.head = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.features(x).mean(dim=[2, 3]))


class Broad(nn.Module):
    """A linear layer of so many weights that its products are worth preparing; the file holds a few of them."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(80, 512)
        values = torch.arange(80 + 511, dtype=torch.float32).mul(0.7).cos() / 9
        self.first.weight = nn.Parameter(values.as_strided((512, 80), (1, 1)))  # row i begins at values[i]
        self.head = nn.Linear(512, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(nn.functional.gelu(self.first(x.flatten(1))))


class TwoInputs(nn.Module):
    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        return x.mean(dim=[1, 2]) + lengths


class Doubles(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x[:, :3, 0].double()


class Pair(nn.Module):
    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return x[:, :3, 0], x


class Counter(nn.Module):
    """Keeps state: each result is one higher."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("calls", torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        return x[:, :3, 0] + self.calls


class Random(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x[:, :3, 0] + torch.rand(1)


class InPlace(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.mul_(2)[:, :3, 0]


class NotANumber(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.log(x[:, :3, 0])  # of noise and zeros: NaN and -inf


class Layout(nn.Module):
    """Its result depends on the weights' memory layout, so its prepared form differs from its plain one."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(2, 3, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x.unsqueeze(1).expand(-1, 2, -1, -1)).mean(dim=[2, 3]) + float(self.conv.weight.stride(1))


class Statistics(nn.Module):
    """[batch, bands, frames] -> [batch, 2 * bands]: mean and deviation of each band, a simple embedding."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x.mean(dim=2), x.std(dim=2, unbiased=False)], dim=1)


class Moody(nn.Module):
    """Well-behaved, except where its input's maximum is above 100 or below -100."""

    def forward(self, x: Tensor) -> Tensor:
        peak = float(x.max())
        if peak > 300.0:
            return x  # another shape
        if peak > 200.0:
            x = x + torch.zeros([1 << 50])[0]  # four petabytes
        elif peak > 100.0:
            raise ValueError("too loud for this model")
        elif peak < -100.0:
            warnings.warn("quiet, please")
        return x[:, :3, 0]


class Denormal(nn.Module):
    """1e-4 of the input by way of denormal numbers: zero where they count as zero."""

    def forward(self, x: Tensor) -> Tensor:
        tiny = x[:, :3, 0] * 1e-20 * 1e-20
        return tiny * 1e18 * 1e18


class Strided(nn.Module):
    """[batch, 24, frames] -> emissions [batch, frames / 2, 3]: each sees 8 frames on both sides."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(24, 16, 5, padding=2),
            nn.ReLU(),
            nn.Conv1d(16, 16, 5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv1d(16, 3, 5, padding=2),
        )

    def forward(self, x: Tensor) -> Tensor:
        return 4.0 * self.layers(x / 10.0).transpose(1, 2)


class Wave(nn.Module):
    """[batch, samples] -> emissions [batch, (samples - 400) / 320 + 1, 3], as Wav2Vec2 begins."""

    def __init__(self) -> None:
        super().__init__()
        widths, kernels, strides = [1, 8, 8, 8, 8, 8, 8, 3], [10, 3, 3, 3, 3, 2, 2], [5, 2, 2, 2, 2, 2, 2]
        layers = []
        for i, (kernel, stride) in enumerate(zip(kernels, strides)):
            layers += [nn.Conv1d(widths[i], widths[i + 1], kernel, stride=stride), nn.GELU()]
        self.layers = nn.Sequential(*layers[:-1])

    def forward(self, x: Tensor) -> Tensor:
        return 100.0 * self.layers(x.unsqueeze(1)).transpose(1, 2)


class Wide(Strided):
    """The same as Strided, less the mean over the whole segment."""

    def forward(self, x: Tensor) -> Tensor:
        y = 4.0 * self.layers(x / 10.0).transpose(1, 2)
        return y - y.mean(dim=1, keepdim=True)


class Spelling(nn.Module):
    """[batch, 27, frames] -> emissions [batch, frames / 2, 28]: a blank of 0, and for each band how many thirds of
    a decibel it is above 15, the mean of two frames. tests/engine/support/spelling_model.h is the same."""

    def forward(self, x: Tensor) -> Tensor:
        rows = x.size(2) // 2
        level = x[:, :, : 2 * rows].reshape(x.size(0), x.size(1), rows, 2).mean(dim=3)
        letters = ((level - 15.0) / 3.0).transpose(1, 2)
        return torch.cat([torch.zeros(x.size(0), rows, 1), letters], dim=2)


class Recurrent(nn.Module):
    """One step of [1, 80] samples -> [1, 3], with all kinds of state: attributes that are replaced (the context
    and the hidden values, empty before the first step) and a buffer that is changed in place."""

    def __init__(self) -> None:
        super().__init__()
        self.inward = nn.Linear(100, 24)
        self.inside = nn.Linear(24, 24)
        self.head = nn.Linear(24, 3)
        self.register_buffer("steps", torch.zeros(1))
        self.context = torch.zeros(0)
        self.hidden = torch.zeros(0)
        self.last_rate = 0

    @torch.jit.export
    def reset_states(self) -> None:
        self.steps.zero_()
        self.context = torch.zeros(0)
        self.hidden = torch.zeros(0)
        self.last_rate = 0

    def forward(self, x: Tensor, rate: int, gain: float) -> Tensor:
        if rate != 8000 and rate != 16000:
            raise ValueError("this rate is not known")
        if len(self.context) == 0:
            self.context = torch.zeros(1, 20)
            self.hidden = torch.zeros(1, 24)
        heard = torch.cat([self.context, x], 1)
        self.steps += 1
        self.hidden = torch.tanh(self.inward(heard) + self.inside(self.hidden) + 0.1 * torch.sin(self.steps))
        self.context = heard[:, -20:]
        self.last_rate = rate
        return gain * self.head(self.hidden)


class Forgetful(Recurrent):
    """Its reset forgets to reset."""

    @torch.jit.export
    def reset_states(self) -> None:
        self.context = torch.zeros(0)


class Growing(Recurrent):
    """Remembers all that it hears."""

    def forward(self, x: Tensor, rate: int, gain: float) -> Tensor:
        self.context = torch.cat([self.context, x.flatten()])
        return gain * self.context.mean() + x[:, :3]


class InWeight(Recurrent):
    """Keeps its state in a parameter, which instances share."""

    @torch.jit.export
    def reset_states(self) -> None:
        pass

    def forward(self, x: Tensor, rate: int, gain: float) -> Tensor:
        self.head.bias.detach().add_(x.mean())
        return gain * self.head.bias.unsqueeze(0) + x[:, :3]


class Filling(Recurrent):
    """Remembers the last 40 steps."""

    def forward(self, x: Tensor, rate: int, gain: float) -> Tensor:
        self.context = torch.cat([self.context, x.flatten()])[-3200:]
        return gain * self.context.mean() + x[:, :3]


def golden_steps(model: nn.Module, steps: int) -> None:
    model = model.double()
    x = torch.arange(steps * 80, dtype=torch.float64).sin().float().double().reshape(steps, 1, 80)
    torch.set_default_dtype(torch.float64)
    print(type(model).__name__, [round(v, 9) for i in range(steps) for v in model(x[i], 8000, 2.5).flatten().tolist()])
    torch.set_default_dtype(torch.float32)


def save(model: nn.Module, path: pathlib.Path) -> None:
    """Saves without the debug records: they are larger than the rest, and hold the paths of this machine."""
    buffer = io.BytesIO()
    torch.jit.save(torch.jit.script(model), buffer)
    with zipfile.ZipFile(buffer) as whole, zipfile.ZipFile(path, "w") as small:
        for record in whole.infolist():
            if not record.filename.endswith(".debug_pkl"):
                small.writestr(zipfile.ZipInfo(record.filename), whole.read(record))


def golden(model: nn.Module, shape: list[int]) -> None:
    count = int(torch.tensor(shape).prod())
    x = torch.arange(count, dtype=torch.float64).sin().float().double().reshape(shape)
    print(type(model).__name__, shape, model.double()(x).flatten().tolist())


def main() -> None:
    torch.manual_seed(1)
    for name, model in {
        "image": Image(),
        "plane": Plane(),
        "flat": Flat(),
        "statistics": Statistics(),
        "two_inputs": TwoInputs(),
        "doubles": Doubles(),
        "pair": Pair(),
        "counter": Counter(),
        "random": Random(),
        "in_place": InPlace(),
        "not_a_number": NotANumber(),
        "layout": Layout(),
        "moody": Moody(),
        "denormal": Denormal(),
        "strided": Strided(),
        "wave": Wave(),
        "wide": Wide(),
        "spelling": Spelling(),
        "recurrent": Recurrent(),
        "forgetful": Forgetful(),
        "growing": Growing(),
        "in_weight": InWeight(),
        "filling": Filling(),
        "broad": Broad(),
        "halving": Halving(),
    }.items():
        model.eval()
        save(model, FOLDER / f"{name}.pt")
        if name == "flat":  # forms that people pass on by mistake
            torch.save(model, FOLDER / "pickled.pt")
            torch.save(model.state_dict(), FOLDER / "pickled_old.pt", _use_new_zipfile_serialization=False)
        if name in ("image", "halving"):
            golden(model, [2, 1, 8, 10])
        if name in ("plane", "broad"):
            golden(model, [2, 8, 10])
        if name == "recurrent":
            golden_steps(model, 4)


if __name__ == "__main__":
    main()
