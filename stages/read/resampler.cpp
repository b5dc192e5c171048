#include "stages/read/resampler.h"

#include <soxr.h>

#include <algorithm>
#include <memory>
#include <new>

namespace nightjar {
namespace {

// libsoxr is fed so much at once that neither input nor output is longer than this: its buffers stay in the
// cache, and small at any ratio.
constexpr std::int64_t kChunkSamples = 8192;

// libsoxr holds what one frame of input becomes several times over: it counts where rates are far apart.
constexpr std::int64_t kSoxrBytes = 1 << 20;
constexpr std::int64_t kSoxrBytesPerRatio = 48;

std::int64_t chunk_frames(RateRatio ratio) {
  return std::clamp<std::int64_t>(ratio.to_src_floor(kChunkSamples), 1, kChunkSamples);
}

struct DeleteSoxr {
  void operator()(soxr_t soxr) const { soxr_delete(soxr); }
};
using Soxr = std::unique_ptr<soxr, DeleteSoxr>;

Soxr make_soxr(RateRatio ratio) {
  const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  // The precise clock costs nothing measurable, and without it rates with a large ratio (16000 to 16001)
  // drift.
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, SOXR_HI_PREC_CLOCK);
  const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);  // threads
  soxr_error_t error = nullptr;
  Soxr made(soxr_create(static_cast<double>(ratio.src()), static_cast<double>(ratio.dst()), 1, &error, &io,
                        &quality, &runtime));
  // For rates in range and a valid specification, want of memory is the one thing that can fail.
  if (!made || error) throw std::bad_alloc();
  return made;
}

}  // namespace

Resampler::Resampler(RateRatio ratio)
    : ratio_(ratio),
      silence_(static_cast<std::size_t>(chunk_frames(ratio))),
      discarded_(static_cast<std::size_t>(kChunkSamples)) {}

std::int64_t Resampler::roll_frames(RateRatio ratio) {
  if (ratio.src() == ratio.dst()) return 0;
  const std::int64_t reach = ratio.src() > ratio.dst() ? ratio.to_src_ceil(kReach) : kReach;
  return (reach + ratio.src() - 1) / ratio.src() * ratio.src();
}

std::int64_t Resampler::memory_bytes(RateRatio ratio) {
  return kSoxrBytes + ratio.to_dst_ceil(1) * kSoxrBytesPerRatio +
         2 * kChunkSamples * static_cast<std::int64_t>(sizeof(float));
}

void Resampler::run(std::span<const float> in, std::int64_t skip, std::span<float> out) {
  if (ratio_.src() == ratio_.dst()) {
    const auto start = static_cast<std::size_t>(skip);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = start + i < in.size() ? in[start + i] : 0.0F;
    return;
  }
  const Soxr soxr = make_soxr(ratio_);
  while (!out.empty()) {
    const std::span<const float> chunk =
        in.empty() ? std::span<const float>(silence_) : in.first(std::min(in.size(), silence_.size()));
    const std::span<float> target =
        skip > 0
            ? std::span<float>(discarded_).first(std::min(discarded_.size(), static_cast<std::size_t>(skip)))
            : out;
    std::size_t taken = 0;
    std::size_t made = 0;
    if (soxr_process(soxr.get(), chunk.data(), chunk.size(), &taken, target.data(), target.size(), &made)) {
      throw std::bad_alloc();
    }
    if (!in.empty()) in = in.subspan(taken);
    if (skip > 0) {
      skip -= static_cast<std::int64_t>(made);
    } else {
      out = out.subspan(made);
    }
  }
}

}  // namespace nightjar
