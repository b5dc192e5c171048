#include "models/interface/manifest_rules.h"

namespace nightjar {
namespace {

constexpr double kMaxTagSeconds = 86400;

// {"default": 0.5, "speech": 0.6}: a value from 0 to 1 for each label, in the order of the labels.
std::vector<JsonField> per_label(const JsonField& object, const Manifest& m) {
  std::vector<std::string> known = m.labels;
  known.emplace_back("default");
  object.check_no_unknown_key(known);
  const JsonField fallback = object.at("default");
  std::vector<JsonField> fields;
  for (const auto& label : m.labels) fields.push_back(object.has(label) ? object.at(label) : fallback);
  return fields;
}

// A number of seconds for all labels, or {"default": 0.5, "speech": 0.1}.
LabelSeconds read_seconds(const JsonField& field, const Manifest& m) {
  if (!field.is_object() || m.labels.empty()) return field.number(0, kMaxTagSeconds);
  std::vector<double> each;
  for (const JsonField& one : per_label(field, m)) each.push_back(one.number(0, kMaxTagSeconds));
  return LabelSeconds(std::move(each));
}

void read_threshold_on(const JsonField& object, Manifest& m) {
  for (const JsonField& field : per_label(object, m)) {
    m.tags.thresholds_on.push_back(static_cast<float>(field.number(0, 1)));
  }
}

// At most threshold_on: hysteresis the other way round would flicker.
void read_threshold_off(const JsonField& object, Manifest& m) {
  for (const JsonField& field : per_label(object, m)) {
    const float on = m.tags.thresholds_on[m.tags.thresholds_off.size()];
    const float off = static_cast<float>(field.number(0, 1));
    if (off > on) {
      field.refuse("at most threshold_on of \"" + m.labels[m.tags.thresholds_off.size()] + '"');
    }
    m.tags.thresholds_off.push_back(off);
  }
}

}  // namespace

const ManifestRules& tag_rules() {
  static const ManifestRules rules = {
      {"activation",
       [](const JsonField& f, Manifest& m) {
         m.tags.activation = f.one_of({"softmax", "sigmoid", "none"});
       }},
      {"threshold_on", read_threshold_on},
      {"threshold_off", read_threshold_off},
      {"top_k",
       [](const JsonField& f, Manifest& m) {
         m.tags.top_k = static_cast<int>(f.integer(0, static_cast<std::int64_t>(m.labels.size())));
       }},
      {"smoothing_segments",
       [](const JsonField& f, Manifest& m) {
         m.tags.smoothing_segments = static_cast<int>(f.integer(1, 999));
         if (m.tags.smoothing_segments % 2 == 0) f.refuse("an odd number: the average is centred");
       }},
      {"min_duration_s", [](const JsonField& f, Manifest& m) { m.tags.min_duration_s = read_seconds(f, m); }},
      {"merge_gap_s", [](const JsonField& f, Manifest& m) { m.tags.merge_gap_s = read_seconds(f, m); }},
      {"min_silence_s",
       [](const JsonField& f, Manifest& m) {
         m.tags.min_silence_s = f.number(0, kMaxTagSeconds);
         if (m.tags.min_silence_s > 0 && m.tags.merge_gap_s.any()) {
           f.refuse("0, or 0 for merge_gap_s: both say what silence does not end an event");
         }
       },
       false},
      {"pad_s", [](const JsonField& f, Manifest& m) { m.tags.pad_s = f.number(0, kMaxTagSeconds); }, false},
  };
  return rules;
}

}  // namespace nightjar
