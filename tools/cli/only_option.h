// --only: a model that says where a run is to listen.
#pragma once

#include <optional>
#include <string>

#include "nightjar/recognizer.h"

namespace nightjar::cli {

// `text`: "MODEL:LABEL"; or "MODEL" for the label that is named as the model is, or is its only one. The
// model's name, or the path of its folder, is looked up as find_model() does, with `folders` of --models.
// Empty: none. Throws SetupError: bad_option, which says what could have been meant; what Model::load does.
std::optional<OnlyWhere> only_where(const std::string& text, const std::string& folders);

}  // namespace nightjar::cli
