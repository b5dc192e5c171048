// How a refusal is worded: what is wrong, in which file; what was expected and what helps.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "nightjar/error.h"

namespace nightjar {

// `bytes` as text for a message: control characters and bytes that are not UTF-8 come out as \xNN, so that a
// path can neither break a line nor a terminal nor JSON.
std::string printable(std::string_view bytes);

// An Error with the message "`what` in `path`; `advice`". `offset` is a byte offset in the file, or -1.
Unexpected refusal(ErrorCode code, const std::string& path, const std::string& what,
                   const std::string& advice, std::int64_t offset = -1);

}  // namespace nightjar
