// What a command takes from the profile of its model.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "nightjar/model_options.h"

namespace nightjar::cli {

struct FollowedProfile {
  ModelOptions model{};               // without being asked for it: the default but for the streams
  std::optional<std::string> name{};  // of what changes results, "optimised, float32, batch 8"; none: nothing
  std::size_t workers = 0;            // 0: not said
};

// The stored profile of the model in `folder` for this machine. Timing never decides what is written: where
// nobody `asked` for the profile, only workers and streams are taken from it. One of another machine or of
// other weights is left alone: a note says so, to a user who asked, else to the log. Loads LibTorch where
// there is any profile at all. Throws SetupError where the model is missing, or the profile is damaged and
// asked for.
FollowedProfile follow_profile(const std::filesystem::path& folder, bool asked);

}  // namespace nightjar::cli
