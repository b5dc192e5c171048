// Linear layers and convolutions in the layouts that oneDNN wants.
#pragma once

#include <torch/csrc/jit/api/module.h>

namespace nightjar {

// Has oneDNN compute the linear layers and 2-D convolutions of a frozen module on the CPU: each weight that
// is constant is laid out once for its kernels, and a GELU or ReLU that alone uses a layer's result becomes
// part of it. Changes `module`; throws what LibTorch throws. What it leaves alone LibTorch runs as before:
// - linear layers go to MKL, which takes no more than AVX2 on processors of others than Intel;
// - convolutions after optimize_for_inference lay their weights out anew at every call, which takes a third
// of
//   the time of a small network. Without AVX-512 they stay so: oneDNN has no fast kernel there for some
//   convolutions (of stride 2, for one) in channels_last.
void pack_layers(torch::jit::Module& module);

}  // namespace nightjar
