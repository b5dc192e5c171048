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

void read_vtln_warp(const JsonField& field, Manifest&) {
  if (field.number(0, 1e9) != 1) {
    field.refuse("1: a warp belongs to one speaker, and who speaks in a recording is not known beforehand");
  }
}

void read_htk_mode(const JsonField& field, Manifest&) {
  if (field.boolean()) {
    field.refuse("false: it repeats a mistake of HTK's first filter, which no model was trained with");
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

void read_mel_filters(KaldiFrameSpec& (*of)(Manifest&), const JsonField& object, Manifest& m) {
  const ManifestRules librosa = {
      {"mel_scale",
       [of](const JsonField& f, Manifest& to) {
         of(to).mel_filters.mel_scale = f.one_of({"slaney", "htk"});
       }},
      {"mel_norm",
       [of](const JsonField& f, Manifest& to) {
         of(to).mel_filters.mel_norm = f.one_of({"slaney", "none"});
       }},
      {"floor_to_int_bin",
       [of](const JsonField& f, Manifest& to) { of(to).mel_filters.floor_to_int_bin = f.boolean(); }},
  };
  read_typed(object, {{"kaldi", {}}, {"torchaudio", {}}, {"librosa", librosa}}, m);
  of(m).mel_filters.type = object.at("type").text();
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
      {"mel_filters", [of](const JsonField& f, Manifest& m) { read_mel_filters(of, f, m); }, false},
      {"vtln_warp", read_vtln_warp, false},
      {"htk_mode", read_htk_mode, false},
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
          {"log_guard",
           [](const JsonField& f, Manifest& m) {
             spec_as<KaldiFbankSpec>(m).log_guard = f.one_of({"max", "add"});
           },
           false},
          {"log_floor",
           [](const JsonField& f, Manifest& m) { spec_as<KaldiFbankSpec>(m).log_floor = f.number(1e-30, 1); },
           false},
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
