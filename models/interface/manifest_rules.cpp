#include "models/interface/manifest_rules.h"

#include <algorithm>

namespace nightjar {

void read_object(const JsonField& object, const ManifestRules& rules, Manifest& out) {
  std::vector<std::string> known;
  known.reserve(rules.size());
  for (const auto& rule : rules) known.push_back(rule.key);
  object.check_no_unknown_key(known);
  for (const auto& rule : rules) {
    if (rule.required) object.at(rule.key);
  }
  for (const auto& rule : rules) {
    if (rule.required || object.has(rule.key)) rule.read(object.at(rule.key), out);
  }
}

void read_typed(const JsonField& object, const std::vector<std::pair<std::string, ManifestRules>>& types,
                Manifest& out) {
  std::vector<std::string> names;
  names.reserve(types.size());
  for (const auto& type : types) names.push_back(type.first);
  const std::string name = object.at("type").one_of(names);
  const auto chosen =
      std::find_if(types.begin(), types.end(), [&](const auto& type) { return type.first == name; });
  ManifestRules rules = chosen->second;
  rules.push_back({"type", [](const JsonField&, Manifest&) {}});  // read above
  read_object(object, rules, out);
}

}  // namespace nightjar
