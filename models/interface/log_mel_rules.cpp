#include "models/interface/manifest_rules.h"

namespace nightjar {

const ManifestRules& log_mel_rules() {
  constexpr int kMaxFft = 1 << 16;
  static const ManifestRules rules = {
      {"n_fft",
       [](const JsonField& f, Manifest& m) {
         m.log_mel.n_fft = static_cast<int>(f.integer(2, kMaxFft));
         if (m.log_mel.n_fft % 2 != 0) f.refuse("an even number");
       }},
      {"win_samples",
       [](const JsonField& f, Manifest& m) {
         m.log_mel.win_samples = static_cast<int>(f.integer(1, m.log_mel.n_fft));
       }},
      {"hop_samples", [](const JsonField& f,
                         Manifest& m) { m.log_mel.hop_samples = static_cast<int>(f.integer(1, kMaxFft)); }},
      {"mel_bands",
       [](const JsonField& f, Manifest& m) {
         m.log_mel.mel_bands = static_cast<int>(f.integer(1, m.log_mel.n_fft / 2));
       }},
      {"f_min_hz",
       [](const JsonField& f, Manifest& m) {
         m.log_mel.f_min_hz = f.number(0, static_cast<double>(m.sample_rate_hz) / 2);
       }},
      {"f_max_hz",
       [](const JsonField& f, Manifest& m) {
         m.log_mel.f_max_hz = f.number(0, static_cast<double>(m.sample_rate_hz) / 2);
         if (m.log_mel.f_max_hz <= m.log_mel.f_min_hz) f.refuse("more than f_min_hz");
       }},
      {"mel_scale",
       [](const JsonField& f, Manifest& m) {
         m.log_mel.mel_scale = f.one_of({"slaney", "htk"});
       }},
      {"mel_norm",
       [](const JsonField& f, Manifest& m) {
         m.log_mel.mel_norm = f.one_of({"slaney", "none"});
       }},
      {"window",
       [](const JsonField& f, Manifest& m) {
         m.log_mel.window = f.one_of({"hann", "hamming"});
       }},
      {"center", [](const JsonField& f, Manifest& m) { m.log_mel.center = f.boolean(); }},
      {"pad_mode",
       [](const JsonField& f, Manifest& m) {
         m.log_mel.pad_mode = f.one_of({"constant", "reflect"});
       }},
      {"power",
       [](const JsonField& f, Manifest& m) { m.log_mel.power = static_cast<double>(f.integer(1, 2)); }},
      {"log",
       [](const JsonField& f, Manifest& m) {
         m.log_mel.log = f.one_of({"db", "ln", "none"});
       }},
      {"log_floor", [](const JsonField& f, Manifest& m) { m.log_mel.log_floor = f.number(1e-30, 1); }},
      {"top_db", [](const JsonField& f, Manifest& m) { m.log_mel.top_db = f.number(0, 1000); }},
  };
  return rules;
}

}  // namespace nightjar
