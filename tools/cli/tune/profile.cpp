#include "tools/cli/tune/profile.h"

#include <nlohmann/json.hpp>

#include "engine/machine/machine.h"
#include "models/interface/json_field.h"
#include "models/loader/torch_backend.h"
#include "nightjar/error.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

constexpr std::int64_t kMostThreads = 1024;

std::size_t threads_at(const JsonField& field, std::string_view key) {
  return static_cast<std::size_t>(field.at(key).integer(0, kMostThreads));
}

ProfileKey read_key(const JsonField& field) {
  field.check_no_unknown_key({"model", "model_sha256", "cpu", "cores", "libtorch"});
  return {.model = field.at("model").text(),
          .model_sha256 = field.at("model_sha256").text(),
          .cpu = field.at("cpu").text(),
          .cores = static_cast<std::size_t>(field.at("cores").integer(1, 1 << 20)),
          .libtorch = field.at("libtorch").text()};
}

Form read_form(const JsonField& field) {
  const Form form{.preparation = preparation_named(field.at("preparation").one_of(kPreparationNames)),
                  .precision = precision_named(field.at("precision").one_of(kPrecisionNames)),
                  .batch_segments = field.at("batch_segments").integer(1, 1024)};
  if ((form.batch_segments & (form.batch_segments - 1)) != 0)
    field.at("batch_segments").refuse("a power of two");
  return form;
}

Profile read_fields(const JsonField& top) {
  top.check_no_unknown_key({"format", "for", "choice", "why"});
  top.at("format").integer(1, 1);
  const JsonField choice = top.at("choice");
  choice.check_no_unknown_key(
      {"preparation", "precision", "batch_segments", "workers", "streams", "latency_threads"});
  Profile profile{.key = read_key(top.at("for")),
                  .form = read_form(choice),
                  .workers = threads_at(choice, "workers"),
                  .streams = threads_at(choice, "streams"),
                  .latency_threads = threads_at(choice, "latency_threads"),
                  .why = {}};
  for (const JsonField& line : top.at("why").items(0, 100)) profile.why.push_back(line.text());
  return profile;
}

}  // namespace

ProfileKey profile_key_of(const Manifest& manifest) {
  return {.model = manifest.name,
          .model_sha256 = manifest.sha256,
          .cpu = cpu_name(),
          .cores = core_limits().usable,
          .libtorch = load_torch_backend().info().library};
}

std::string differences(const ProfileKey& profile, const ProfileKey& here) {
  std::vector<std::string> parts;
  if (profile.model_sha256 != here.model_sha256)
    parts.push_back(profile.model == here.model
                        ? "of other weights or another manifest of model " + here.model
                        : "of model " + profile.model);
  if (profile.cpu != here.cpu) parts.push_back("of a " + profile.cpu + ", here is a " + here.cpu);
  if (profile.cores != here.cores) {
    parts.push_back("of " + count_of(static_cast<std::int64_t>(profile.cores), "core") +
                    ", here may be used " + std::to_string(here.cores));
  }
  if (profile.libtorch != here.libtorch)
    parts.push_back("of " + profile.libtorch + ", here is " + here.libtorch);
  return printable(joined(parts, "; "));
}

std::string to_json(const Profile& profile) {
  const nlohmann::ordered_json json{{"format", 1},
                                    {"for",
                                     {{"model", profile.key.model},
                                      {"model_sha256", profile.key.model_sha256},
                                      {"cpu", profile.key.cpu},
                                      {"cores", profile.key.cores},
                                      {"libtorch", profile.key.libtorch}}},
                                    {"choice",
                                     {{"preparation", name(profile.form.preparation)},
                                      {"precision", name(profile.form.precision)},
                                      {"batch_segments", profile.form.batch_segments},
                                      {"workers", profile.workers},
                                      {"streams", profile.streams},
                                      {"latency_threads", profile.latency_threads}}},
                                    {"why", profile.why}};
  return json.dump(2) + "\n";
}

Profile read_profile(const std::filesystem::path& file) try {
  const nlohmann::json json = parse_json_file(file);
  return read_fields(JsonField(json, "", file.string()));
} catch (const SetupError& error) {
  throw SetupError(ErrorCode::bad_option, "the profile " + printable(error.what()) +
                                              "; remove the file, or measure again with nightjar tune");
}

}  // namespace nightjar::cli
