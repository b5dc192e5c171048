#include "models/torchscript/error_text.h"

#include <c10/util/Exception.h>

#include <algorithm>

namespace nightjar {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlank);
  return first == std::string_view::npos ? std::string_view{}
                                         : text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

// "RuntimeError: text" -> "text", where the name before the colon is one word that ends in Error or
// Exception.
std::string_view text_of_error_line(std::string_view line) {
  const auto colon = line.find(": ");
  if (colon == std::string_view::npos) return {};
  const std::string_view word = line.substr(0, colon);
  const bool names_error = word.ends_with("Error") || word.ends_with("Exception");
  return names_error && word.find(' ') == std::string_view::npos ? line.substr(colon + 2)
                                                                 : std::string_view{};
}

// "[enforce fail at alloc_cpu.cpp:124] err == 0. text" -> "err == 0. text"
std::string_view without_location(std::string_view line) {
  const auto end = line.find("] ");
  const bool has_location = line.starts_with("[enforce fail at ") && end != std::string_view::npos;
  return has_location ? trimmed(line.substr(end + 2)) : line;
}

}  // namespace

std::string message_of(const std::exception& error) {
  const auto* from_libtorch = dynamic_cast<const c10::Error*>(&error);
  return from_libtorch != nullptr ? from_libtorch->what_without_backtrace() : error.what();
}

std::string first_meaningful_line(std::string_view message) {
  std::string_view first;
  std::string_view error;
  while (!message.empty()) {
    const auto end = std::min(message.find('\n'), message.size());
    const std::string_view line = trimmed(message.substr(0, end));
    message.remove_prefix(std::min(end + 1, message.size()));
    if (first.empty()) first = line;
    if (const auto text = text_of_error_line(line); !text.empty()) error = text;
  }
  constexpr std::size_t kMaxBytes = 300;
  return std::string(without_location(error.empty() ? first : error).substr(0, kMaxBytes));
}

bool is_out_of_memory(std::string_view message) {
  return message.find("can't allocate memory") != std::string_view::npos;
}

}  // namespace nightjar
