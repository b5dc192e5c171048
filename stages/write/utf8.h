// Paths are bytes; these are the two ways in which they become text.
#pragma once

#include <string>
#include <string_view>

namespace nightjar {

// Decodes UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF). A byte 0xXX that is not part
// of it becomes the lone surrogate U+DCXX, as in Python's "surrogateescape" (PEP 383): os.fsencode gives the
// bytes back.
std::u32string decode_utf8(std::string_view bytes);

bool is_utf8(std::string_view bytes);
std::string valid_utf8(std::string_view bytes);  // each byte that is not part of it becomes U+FFFD

std::string base64(std::string_view bytes);  // RFC 4648, section 4, padded

}  // namespace nightjar
