// `nightjar doctor`: what Nightjar found of the machine and of its own parts, and what is wrong with it.
#include <string>
#include <vector>

#include "models/loader/torch_backend.h"
#include "tools/cli/commands.h"
#include "tools/cli/doctor/device_table.h"
#include "tools/cli/doctor/diagnosis.h"
#include "tools/cli/stdout.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

std::string shown(const nlohmann::ordered_json& value) {
  if (value.is_string()) return printable(value.get<std::string>());
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_null()) return "none";
  if (value.is_number_float()) return fixed(value.get<double>(), 2);
  if (!value.is_array()) return value.dump();
  std::string text;
  for (const auto& item : value) text += (text.empty() ? "" : ", ") + shown(item);
  return text.empty() ? "none" : text;
}

// "cores: online 8, affinity 8": one line a section.
std::string as_text(const Diagnosis& diagnosis) {
  std::string text;
  for (const auto& [section, facts] : diagnosis.facts.items()) {
    std::string line;
    if (facts.is_object()) {
      for (const auto& [key, value] : facts.items())
        line += (line.empty() ? "" : "; ") + key + " " + shown(value);
    } else {
      line = shown(facts);
    }
    text += left(section, 12) + line + "\n";
  }
  for (const std::string& warning : diagnosis.warnings) text += "warning: " + warning + "\n";
  for (const std::string& note : diagnosis.notes) text += "note: " + note + "\n";
  for (const std::string& error : diagnosis.errors) text += "error: " + error + "\n";
  if (diagnosis.warnings.empty() && diagnosis.notes.empty() && diagnosis.errors.empty())
    text += "all is well\n";
  return text;
}

std::string as_json(Diagnosis diagnosis) {
  diagnosis.facts["warnings"] = diagnosis.warnings;
  diagnosis.facts["notes"] = diagnosis.notes;
  diagnosis.facts["errors"] = diagnosis.errors;
  return diagnosis.facts.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace

ExitCode doctor(const DoctorOptions& options) {
  if (options.devices) {
    const auto table = device_table(torch_devices());
    write_stdout(options.json ? table.dump(2) + "\n" : device_text(table));
    return ExitCode::all_done;
  }
  const Diagnosis diagnosis = diagnose();
  write_stdout(options.json ? as_json(diagnosis) : as_text(diagnosis));
  if (!diagnosis.errors.empty()) return ExitCode::setup_failed;
  return diagnosis.warnings.empty() ? ExitCode::all_done : ExitCode::incomplete;
}

}  // namespace nightjar::cli
