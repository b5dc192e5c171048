// LibTorch's error messages, shortened to what a user can use.
#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace nightjar {

// what(), without the backtrace of addresses that a c10::Error adds.
std::string message_of(const std::exception& error);

// The first meaningful line: the text of the innermost "SomethingError: text" where there is a TorchScript
// traceback, else the first line that is not empty, without LibTorch's source location. At most 300 bytes.
std::string first_meaningful_line(std::string_view message);

// LibTorch tells of a failed allocation by text alone.
bool is_out_of_memory(std::string_view message);

}  // namespace nightjar
