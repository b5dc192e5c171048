#include "stages/decode/smoother.h"

#include <algorithm>
#include <utility>

namespace nightjar {

Smoother::Smoother(std::size_t labels, std::size_t window, Sink sink)
    : labels_(labels),
      window_(window),
      half_(window / 2),
      sink_(std::move(sink)),
      rows_(labels * window),
      smooth_(labels) {}

void Smoother::push(std::span<const float> row) {
  std::copy(row.begin(), row.end(), rows_.data() + pushed_ % window_ * labels_);
  ++pushed_;
  if (pushed_ > half_) emit_next();
}

void Smoother::end_run() {
  while (emitted_ < pushed_) emit_next();
  pushed_ = emitted_ = 0;
}

void Smoother::emit_next() {
  const std::size_t begin = emitted_ > half_ ? emitted_ - half_ : 0;
  const std::size_t end = std::min(emitted_ + half_ + 1, pushed_);
  for (std::size_t label = 0; label < labels_; ++label) {
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) sum += rows_[i % window_ * labels_ + label];
    smooth_[label] = static_cast<float>(sum / static_cast<double>(end - begin));
  }
  ++emitted_;
  sink_(smooth_);
}

std::int64_t Smoother::memory_bytes(std::size_t labels, std::size_t window) {
  return static_cast<std::int64_t>((window + 1) * labels * sizeof(float));
}

}  // namespace nightjar
