#include "models/interface/feature_rules.h"

namespace nightjar {
namespace {

constexpr int kMaxSamples = 1 << 16;
constexpr double kMaxScale = 1 << 16;

void read_dither(const JsonField& field, Manifest&) {
  if (field.number(0, 1e9) != 0) {
    field.refuse(
        "0: dither adds noise that is drawn anew, and results must repeat; without it they differ little");
  }
}

ManifestRules signal_rules(KaldiFrameSpec& (*of)(Manifest&)) {
  return {
      {"win_samples", [of](const JsonField& f,
                           Manifest& m) { of(m).win_samples = static_cast<int>(f.integer(2, kMaxSamples)); }},
      {"hop_samples", [of](const JsonField& f,
                           Manifest& m) { of(m).hop_samples = static_cast<int>(f.integer(1, kMaxSamples)); }},
      {"input_scale",
       [of](const JsonField& f, Manifest& m) { of(m).input_scale = f.number(1e-9, kMaxScale); }},
      {"dither", read_dither},
      {"remove_dc_offset", [of](const JsonField& f, Manifest& m) { of(m).remove_dc_offset = f.boolean(); }},
      {"preemphasis", [of](const JsonField& f, Manifest& m) { of(m).preemphasis = f.number(0, 1); }},
      {"window",
       [of](const JsonField& f, Manifest& m) {
         of(m).window = f.one_of({"povey", "hanning", "hann", "hamming", "blackman", "sine", "rectangular"});
       }},
      {"blackman_coeff", [of](const JsonField& f, Manifest& m) { of(m).blackman_coeff = f.number(0, 1); }},
      {"snip_edges", [of](const JsonField& f, Manifest& m) { of(m).snip_edges = f.boolean(); }},
      {"round_to_power_of_two",
       [of](const JsonField& f, Manifest& m) {
         of(m).round_to_power_of_two = f.boolean();
         if (!of(m).round_to_power_of_two && of(m).win_samples % 2 != 0) {
           f.refuse("true where win_samples is odd");
         }
       }},
  };
}

ManifestRules band_rules(KaldiFrameSpec& (*of)(Manifest&)) {
  const auto half_rate = [](const Manifest& m) { return static_cast<double>(m.sample_rate_hz) / 2; };
  return {
      {"mel_bands", [of](const JsonField& f,
                         Manifest& m) { of(m).mel_bands = static_cast<int>(f.integer(3, kMaxSamples)); }},
      {"f_min_hz",
       [of, half_rate](const JsonField& f, Manifest& m) { of(m).f_min_hz = f.number(0, half_rate(m)); }},
      {"f_max_hz",
       [of, half_rate](const JsonField& f, Manifest& m) {
         of(m).f_max_hz = f.number(-half_rate(m), half_rate(m));
         const double cutoff_hz = of(m).f_max_hz > 0 ? of(m).f_max_hz : half_rate(m) + of(m).f_max_hz;
         if (cutoff_hz <= of(m).f_min_hz)
           f.refuse("more than f_min_hz (0 or less counts from half the rate)");
       }},
      {"use_energy", [of](const JsonField& f, Manifest& m) { of(m).use_energy = f.boolean(); }},
      {"raw_energy", [of](const JsonField& f, Manifest& m) { of(m).raw_energy = f.boolean(); }},
      {"energy_floor", [of](const JsonField& f, Manifest& m) { of(m).energy_floor = f.number(0, 1e30); }},
      {"htk_compat", [of](const JsonField& f, Manifest& m) { of(m).htk_compat = f.boolean(); }},
  };
}

template <class Spec>
ManifestRules shared_rules() {
  KaldiFrameSpec& (*const frame)(Manifest&) = [](Manifest& m) -> KaldiFrameSpec& {
    return spec_as<Spec>(m).frame;
  };
  FeatureOutput& (*const output)(Manifest&) = [](Manifest& m) -> FeatureOutput& {
    return spec_as<Spec>(m).output;
  };
  return joined(joined(signal_rules(frame), band_rules(frame)), feature_output_rules(output, true));
}

}  // namespace

ManifestRules kaldi_fbank_rules() {
  return joined(
      shared_rules<KaldiFbankSpec>(),
      {
          {"use_log_fbank",
           [](const JsonField& f, Manifest& m) { spec_as<KaldiFbankSpec>(m).use_log_fbank = f.boolean(); }},
          {"use_power",
           [](const JsonField& f, Manifest& m) { spec_as<KaldiFbankSpec>(m).use_power = f.boolean(); }},
      });
}

ManifestRules kaldi_mfcc_rules() {
  return joined(shared_rules<KaldiMfccSpec>(),
                {
                    {"coefficients",
                     [](const JsonField& f, Manifest& m) {
                       auto& spec = spec_as<KaldiMfccSpec>(m);
                       spec.coefficients = static_cast<int>(f.integer(1, spec.frame.mel_bands));
                     }},
                    {"cepstral_lifter",
                     [](const JsonField& f, Manifest& m) {
                       spec_as<KaldiMfccSpec>(m).cepstral_lifter = f.number(0, 1000);
                     }},
                });
}

}  // namespace nightjar
