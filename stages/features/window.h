// The analysis window of a short-time Fourier transform.
#pragma once

#include <string_view>
#include <vector>

namespace nightjar {

// Periodic window of `win_samples` values, centred in `n_fft` ones with zeros around it, as librosa pads it:
//
//   hann:    w[n] = 0.5  - 0.5  cos(2 pi n / win_samples)
//   hamming: w[n] = 0.54 - 0.46 cos(2 pi n / win_samples)
//
// A window of one sample is 1. Needs 1 <= win_samples <= n_fft and one of these two names.
// Source: scipy.signal.get_window(name, win_samples, fftbins=True), librosa.util.pad_center.
std::vector<double> make_window(std::string_view name, int win_samples, int n_fft);

}  // namespace nightjar
