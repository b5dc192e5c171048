// Small pieces of text for people, and the sizes they type.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/cli/printable.h"

namespace nightjar::cli {

// "512MiB", "2G", "1.5 GiB", "1073741824": K, M, G, T with or without "iB" are powers of 1,024; "kB", "MB",
// "GB", "TB" powers of 1,000. Throws SetupError(bad_option) that says what is expected.
std::int64_t parse_size(std::string_view text);

// Seconds of "90", "90.5", "1:30", "1:02:03.250", "24h". Throws SetupError(bad_option) that says what is
// expected.
double parse_time(std::string_view text);

std::string format_size(std::int64_t bytes);                  // "1.5 GiB", "37 MiB", "812 B"
std::string format_duration(double seconds);                  // "4.2 s", "12:05", "1:02:03"
std::string format_clock(std::int64_t microseconds);          // "0:04.20", "1:02:03.00", as parse_time reads
std::string count_of(std::int64_t n, std::string_view noun);  // "1 gap", "3 gaps", "12,000 recordings"
std::string fixed(double value, int decimals);
std::string scientific(double value);  // "2.1e-06"
std::string joined(const std::vector<std::string>& words, std::string_view between);
std::string left(std::string text, std::size_t width);   // padded to `width`, at the left margin
std::string right(std::string text, std::size_t width);  // and at the right one
std::string fact_line(const std::string& key, const std::string& value);  // of a report: key, value, newline

}  // namespace nightjar::cli
