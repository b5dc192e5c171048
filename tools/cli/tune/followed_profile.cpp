#include "tools/cli/tune/followed_profile.h"

#include <spdlog/spdlog.h>

#include "models/interface/manifest.h"
#include "nightjar/error.h"
#include "tools/cli/console.h"
#include "tools/cli/text.h"
#include "tools/cli/tune/profile_store.h"

namespace nightjar::cli {
namespace {

FollowedProfile followed(const Profile& profile, const std::string& file, bool asked) {
  FollowedProfile follow{.workers = profile.workers};
  follow.model.num_streams = profile.streams;
  if (!asked) {
    if (profile.workers > 0)
      spdlog::info("{} workers, as the profile {} says; --profile follows all of it", profile.workers, file);
    return follow;
  }
  follow.model.device = "CPU";
  follow.model.preparation = profile.form.preparation;
  follow.model.precision = profile.form.precision;
  follow.model.batch_segments = static_cast<std::size_t>(profile.form.batch_segments);
  follow.name = text_of(profile.form);
  console().print("nightjar: profile " + file + ": " + *follow.name);
  return follow;
}

// Without one, models need not be hashed, nor anything be said.
bool any_profile() {
  std::error_code error;
  const std::filesystem::path folder = profile_folder();
  return !folder.empty() && std::filesystem::exists(folder, error);
}

}  // namespace

FollowedProfile follow_profile(const std::filesystem::path& folder, bool asked) {
  if (!asked && !any_profile()) return {};
  const ProfileKey key = profile_key_of(load_manifest(folder));
  FoundProfile found;
  try {
    found = find_profile(key);
  } catch (const SetupError& error) {
    if (asked) throw;
    spdlog::warn("{}", error.what());
    return {};
  }
  if (found.profile) return followed(*found.profile, printable(found.file.string()), asked);
  if (asked) {
    console().print("nightjar: " + (found.note.empty() ? "there is no profile" : found.note) +
                    "; nightjar tune " + printable(key.model) + " makes one of this model and machine");
  } else if (!found.note.empty()) {
    spdlog::info("{}", found.note);
  }
  return {};
}

}  // namespace nightjar::cli
