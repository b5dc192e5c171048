// The tables that manifest.json is read by: each key with how to read it. A new kind of features or of
// decoding is a table of its own, chosen by the key "type". Private to the manifest's parser.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "models/interface/json_field.h"
#include "models/interface/manifest.h"

namespace nightjar {

struct ManifestRule {
  std::string key;
  std::function<void(const JsonField&, Manifest&)> read;  // sets the manifest's member, or refuses the field
  bool required = true;  // otherwise the member's default stands for a missing key
};
// Applied in order, so that a range may depend on what was read before.
using ManifestRules = std::vector<ManifestRule>;

// Refuses an unknown or missing key, then applies the rules.
void read_object(const JsonField& object, const ManifestRules& rules, Manifest& out);

// The same for an object whose key "type" chooses the rules of its other keys.
void read_typed(const JsonField& object, const std::vector<std::pair<std::string, ManifestRules>>& types,
                Manifest& out);

const ManifestRules& tag_rules();  // needs labels

const ManifestRules& embedding_rules();

// "decode" of a model of transcripts. Its vocabulary is the model's labels.
void read_ctc(const JsonField& object, Manifest& out);

// "stride_samples", "context_samples", "padding"; then whether they, the segments and the features agree.
const ManifestRules& emission_rules();
void check_segments(const JsonField& document, const Manifest& m);

// "features", of every type. Needs sample_rate_hz.
void read_features(const JsonField& object, Manifest& out);

}  // namespace nightjar
