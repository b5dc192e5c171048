#include "models/interface/feature_rules.h"

namespace nightjar {

ManifestRules log_mel_rules(LogMelSpec& (*of)(Manifest&)) {
  constexpr int kMaxFft = 1 << 16;
  ManifestRules rules = {
      {"n_fft",
       [of](const JsonField& f, Manifest& m) {
         of(m).n_fft = static_cast<int>(f.integer(2, kMaxFft));
         if (of(m).n_fft % 2 != 0) f.refuse("an even number");
       }},
      {"win_samples", [of](const JsonField& f,
                           Manifest& m) { of(m).win_samples = static_cast<int>(f.integer(1, of(m).n_fft)); }},
      {"hop_samples", [of](const JsonField& f,
                           Manifest& m) { of(m).hop_samples = static_cast<int>(f.integer(1, kMaxFft)); }},
      {"mel_bands", [of](const JsonField& f,
                         Manifest& m) { of(m).mel_bands = static_cast<int>(f.integer(1, of(m).n_fft / 2)); }},
      {"f_min_hz",
       [of](const JsonField& f, Manifest& m) {
         of(m).f_min_hz = f.number(0, static_cast<double>(m.sample_rate_hz) / 2);
       }},
      {"f_max_hz",
       [of](const JsonField& f, Manifest& m) {
         of(m).f_max_hz = f.number(0, static_cast<double>(m.sample_rate_hz) / 2);
         if (of(m).f_max_hz <= of(m).f_min_hz) f.refuse("more than f_min_hz");
       }},
      {"mel_scale",
       [of](const JsonField& f, Manifest& m) {
         of(m).mel_scale = f.one_of({"slaney", "htk"});
       }},
      {"mel_norm",
       [of](const JsonField& f, Manifest& m) {
         of(m).mel_norm = f.one_of({"slaney", "none"});
       }},
      {"window",
       [of](const JsonField& f, Manifest& m) {
         of(m).window = f.one_of({"hann", "hamming"});
       }},
      {"center", [of](const JsonField& f, Manifest& m) { of(m).center = f.boolean(); }},
      {"pad_mode",
       [of](const JsonField& f, Manifest& m) {
         of(m).pad_mode = f.one_of({"constant", "reflect"});
       }},
      {"power",
       [of](const JsonField& f, Manifest& m) { of(m).power = static_cast<double>(f.integer(1, 2)); }},
      {"log",
       [of](const JsonField& f, Manifest& m) {
         of(m).log = f.one_of({"db", "db20", "ln", "log10", "none"});
       }},
      {"log_floor", [of](const JsonField& f, Manifest& m) { of(m).log_floor = f.number(1e-30, 1); }},
      {"top_db", [of](const JsonField& f, Manifest& m) { of(m).top_db = f.number(0, 1000); }},
      {"window_periodic", [of](const JsonField& f, Manifest& m) { of(m).window_periodic = f.boolean(); },
       false},
      {"spectrum_scale",
       [of](const JsonField& f, Manifest& m) {
         of(m).spectrum_scale = f.one_of({"none", "window", "frame_length"});
       },
       false},
      {"mel_grid",
       [of](const JsonField& f, Manifest& m) {
         of(m).mel_grid = f.one_of({"librosa", "torchaudio"});
       },
       false},
      {"log_guard",
       [of](const JsonField& f, Manifest& m) {
         of(m).log_guard = f.one_of({"max", "add"});
       },
       false},
  };
  return rules;
}

}  // namespace nightjar
