#include "stages/features/pair_spectrum.h"

#include <algorithm>
#include <numbers>

namespace nightjar {

PairSpectrum::PairSpectrum(std::span<const double> window, double power)
    : half_(window.size() / 2),
      magnitude_(power == 1.0),
      window_(window.begin(), window.end()),
      fft_(half_, false),
      time_(half_, Complex(0.0, 0.0)),
      frequency_(half_),
      spectrum_(half_ + 1) {
  const auto not_zero = [](double w) { return w != 0.0; };
  const auto begin = std::find_if(window_.begin(), window_.end(), not_zero);
  const auto end = std::find_if(window_.rbegin(), window_.rend(), not_zero).base();
  load_begin_ = static_cast<std::size_t>(begin - window_.begin()) / 2;
  load_end_ = (static_cast<std::size_t>(end - window_.begin()) + 1) / 2;
  for (std::size_t k = 0; k <= half_ / 2; ++k) {
    twiddles_.push_back(
        std::polar(1.0, -std::numbers::pi * static_cast<double>(k) / static_cast<double>(half_)));
  }
}

std::span<const FramePair> PairSpectrum::compute(const float* first, const float* second) {
  return transform([&](std::size_t n) { return FramePair(first[n], second[n]); });
}

std::span<const FramePair> PairSpectrum::compute(const FramePair* frames) {
  return transform([&](std::size_t n) { return frames[n]; });
}

template <class SampleAt>
std::span<const FramePair> PairSpectrum::transform(SampleAt at) {
  for (std::size_t n = load_begin_; n < load_end_; ++n) {
    const std::size_t even = 2 * n, odd = even + 1;
    time_[n] = Complex(window_[even] * at(even), window_[odd] * at(odd));
  }
  fft_.transform(time_.data(), frequency_.data());
  take_apart();
  if (magnitude_)
    std::transform(spectrum_.begin(), spectrum_.end(), spectrum_.begin(), [](auto p) { return sqrt(p); });
  return spectrum_;
}

void PairSpectrum::take_apart() {
  const Complex z = frequency_[0];
  const FramePair dc = z.real() + z.imag(), nyquist = z.real() - z.imag();
  spectrum_[0] = dc * dc;
  spectrum_[half_] = nyquist * nyquist;
  for (std::size_t k = 1; k <= half_ / 2; ++k) {
    const Complex a = frequency_[k], b = frequency_[half_ - k];
    const FramePair even_re = a.real() + b.real(), even_im = a.imag() - b.imag();  // 2 E
    const FramePair odd_re = a.imag() + b.imag(), odd_im = b.real() - a.real();    // 2 O
    const FramePair cosine = twiddles_[k].real(), sine = twiddles_[k].imag();
    const FramePair turned_re = cosine * odd_re - sine * odd_im;
    const FramePair turned_im = cosine * odd_im + sine * odd_re;
    const FramePair re = even_re + turned_re, im = even_im + turned_im;
    const FramePair mirror_re = even_re - turned_re, mirror_im = even_im - turned_im;
    spectrum_[k] = 0.25 * (re * re + im * im);
    spectrum_[half_ - k] = 0.25 * (mirror_re * mirror_re + mirror_im * mirror_im);
  }
}

}  // namespace nightjar
