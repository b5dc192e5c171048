// The analysis window of a short-time Fourier transform.
#pragma once

#include <string_view>
#include <vector>

namespace nightjar {

// Window of `win_samples` values, centred in `n_fft` ones with zeros around it, as librosa and torch.stft pad
// it:
//
//   hann:    w[n] = 0.5  - 0.5  cos(2 pi n / N)
//   hamming: w[n] = 0.54 - 0.46 cos(2 pi n / N)
//
// where N is win_samples for a periodic window, and win_samples - 1 for a symmetric one. A window of one
// sample is 1. Needs 1 <= win_samples <= n_fft and one of these two names.
// Source: scipy.signal.get_window(name, win_samples, fftbins=periodic), librosa.util.pad_center.
std::vector<double> make_window(std::string_view name, int win_samples, int n_fft, bool periodic = true);

// Kaldi's windows, of `win_samples` (2 or more) values, with N = win_samples - 1 but for "hann":
//
//   povey:       (0.5 - 0.5 cos(2 pi n / N))^0.85
//   hanning:     0.5 - 0.5 cos(2 pi n / N);  hann: the same with N = win_samples
//   hamming:     0.54 - 0.46 cos(2 pi n / N)
//   blackman:    c - 0.5 cos(2 pi n / N) + (0.5 - c) cos(4 pi n / N),  c = blackman_coeff
//   sine:        sin(pi n / N)
//   rectangular: 1
//
// Source: kaldi-native-fbank 1.22, FeatureWindowFunction.
std::vector<double> make_kaldi_window(std::string_view name, int win_samples, double blackman_coeff);

}  // namespace nightjar
