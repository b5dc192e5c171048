#include <cstdint>
#include <nlohmann/json.hpp>

#include "models/interface/json_field.h"
#include "nightjar/ctc_tokens.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& message) {
  throw SetupError(ErrorCode::bad_manifest, file.string() + ": " + message);
}

}  // namespace

std::vector<std::string> load_ctc_tokens(const std::filesystem::path& file) {
  const nlohmann::json document = parse_json_file(file);
  std::vector<std::string> tokens;
  if (document.is_array()) {
    for (const auto& token : document) {
      if (!token.is_string()) refuse(file, "entry " + token.dump() + " is no string; expected are tokens");
      tokens.push_back(token.get<std::string>());
    }
    return tokens;
  }
  if (!document.is_object()) {
    refuse(file, "is neither an array of tokens nor an object of their indices: expected is a vocabulary");
  }
  tokens.resize(document.size());
  std::vector<bool> taken(document.size());
  for (const auto& [token, index] : document.items()) {
    if (!index.is_number_unsigned() || index.get<std::uint64_t>() >= tokens.size() ||
        taken[index.get<std::size_t>()]) {
      refuse(file, "token \"" + token + "\" has index " + index.dump() +
                       "; expected are the numbers from 0 to " + std::to_string(tokens.size() - 1) +
                       ", each once");
    }
    taken[index.get<std::size_t>()] = true;
    tokens[index.get<std::size_t>()] = token;
  }
  return tokens;
}

}  // namespace nightjar
