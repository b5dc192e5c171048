// The number that the feature code computes with: one value of each of two frames, side by side.
#pragma once

#include <cmath>
#include <cstddef>

namespace nightjar {

// Two doubles in one 128-bit register, which every x86-64 and ARMv8 processor has: two frames cost what one
// does, with no code that depends on the processor. Doubles, because librosa transforms in double: a float
// transform is off by whole decibels 120 dB below a frame's maximum.
//
// It has what KissFFT's template asks of its scalar type. The conversion to double and the functions of both
// lanes that look at the first only serve that template's twiddles, where both lanes are equal.
class FramePair {
 public:
  using Lanes [[gnu::vector_size(2 * sizeof(double))]] = double;

  FramePair() = default;
  FramePair(double both) : lanes_{both, both} {}  // NOLINT: KissFFT converts without saying so
  FramePair(double first, double second) : lanes_{first, second} {}
  explicit FramePair(Lanes lanes) : lanes_(lanes) {}

  double first() const { return lanes_[0]; }
  double second() const { return lanes_[1]; }
  operator double() const { return first(); }  // NOLINT: as above

  FramePair& operator+=(FramePair b) { return *this = *this + b; }
  FramePair& operator-=(FramePair b) { return *this = *this - b; }
  FramePair& operator*=(FramePair b) { return *this = *this * b; }

  friend FramePair operator-(FramePair a) { return FramePair(-a.lanes_); }
  friend FramePair operator+(FramePair a, FramePair b) { return FramePair(a.lanes_ + b.lanes_); }
  friend FramePair operator-(FramePair a, FramePair b) { return FramePair(a.lanes_ - b.lanes_); }
  friend FramePair operator*(FramePair a, FramePair b) { return FramePair(a.lanes_ * b.lanes_); }
  friend FramePair operator*(double a, FramePair b) { return FramePair(a) * b; }
  friend FramePair operator*(std::size_t a, FramePair b) { return static_cast<double>(a) * b; }

  friend FramePair sqrt(FramePair a) { return {std::sqrt(a.first()), std::sqrt(a.second())}; }
  friend FramePair exp(FramePair a) { return std::exp(a.first()); }
  friend FramePair cos(FramePair a) { return std::cos(a.first()); }
  friend FramePair sin(FramePair a) { return std::sin(a.first()); }

 private:
  Lanes lanes_;
};

}  // namespace nightjar
