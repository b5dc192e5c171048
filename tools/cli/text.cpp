#include "tools/cli/text.h"

#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "nightjar/error.h"

namespace nightjar::cli {
namespace {

// The factor of a unit in lower case; 0 where there is no such unit.
double unit_factor(std::string_view unit) {
  if (unit.empty() || unit == "b") return 1;
  const std::size_t power = std::string_view("kmgt").find(unit.front()) + 1;
  if (power == 0) return 0;
  const std::string_view rest = unit.substr(1);
  if (rest.empty() || rest == "ib") return std::pow(1024.0, static_cast<double>(power));
  return rest == "b" ? std::pow(1000.0, static_cast<double>(power)) : 0;
}

}  // namespace

std::int64_t parse_size(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string unit;
  for (const char* c = end; c != text.data() + text.size(); ++c) {
    if (*c != ' ') unit += static_cast<char>(std::tolower(static_cast<unsigned char>(*c)));
  }
  const double bytes = number * unit_factor(unit);
  constexpr double kMost = 0x1p62;
  if (error != std::errc() || !(bytes >= 1) || bytes > kMost) {
    throw SetupError(ErrorCode::bad_option,
                     "size '" + printable(text) + "'; expected a number and a unit, such as 512MiB or 2G");
  }
  return static_cast<std::int64_t>(bytes);
}

double parse_time(std::string_view text) {
  const auto wrong = [given = text] {
    return SetupError(ErrorCode::bad_option,
                      "time '" + printable(given) +
                          "'; expected seconds, H:MM:SS, or hours, such as 90.5, 1:02:03.250 or 24h");
  };
  const bool hours = text.ends_with('h');
  if (hours) text.remove_suffix(1);
  // Hh, or [[H:]M:]S, each but the first below 60, only the last with a fraction.
  double seconds = 0;
  for (int parts = 1;; ++parts) {
    const std::size_t colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    const bool digits =
        part.find_first_not_of(colon == std::string_view::npos ? "0123456789." : "0123456789") ==
        std::string_view::npos;
    double value = 0;
    const auto [end, error] =
        std::from_chars(part.data(), part.data() + part.size(), value, std::chars_format::fixed);
    const bool whole = error == std::errc() && end == part.data() + part.size();
    if (!digits || !whole || parts > (hours ? 1 : 3) || (parts > 1 && value >= 60) || value > 1e9)
      throw wrong();
    seconds = seconds * 60 + value;
    if (colon == std::string_view::npos) return hours ? 3600 * seconds : seconds;
    text.remove_prefix(colon + 1);
  }
}

std::string fixed(double value, int decimals) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

std::string scientific(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1e", value);
  return text;
}

std::string format_size(std::int64_t bytes) {
  if (bytes < 1024) return std::to_string(bytes) + " B";
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  constexpr std::array<const char*, 5> kUnits{" B", " KiB", " MiB", " GiB", " TiB"};
  // 1,023.5 is where "1024" would be printed.
  while (value >= 1023.5 && unit + 1 < kUnits.size()) value /= 1024, ++unit;
  return fixed(value, value < 9.95 ? 1 : 0) + kUnits[unit];
}

std::string format_duration(double seconds) {
  if (seconds < 59.95) return fixed(seconds, 1) + " s";
  const std::int64_t whole = std::llround(seconds);
  std::array<char, 64> text{};
  const auto h = static_cast<long long>(whole / 3600), m = static_cast<long long>(whole / 60 % 60),
             s = static_cast<long long>(whole % 60);
  if (h > 0) {
    std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld", h, m, s);
  } else {
    std::snprintf(text.data(), text.size(), "%lld:%02lld", m, s);
  }
  return text.data();
}

std::string format_clock(std::int64_t microseconds) {
  const auto hundredths = static_cast<long long>((microseconds + 5'000) / 10'000);
  const long long h = hundredths / 360'000, m = hundredths / 6'000 % 60, s = hundredths / 100 % 60;
  std::array<char, 64> text{};
  if (h > 0) {
    std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld.%02lld", h, m, s, hundredths % 100);
  } else {
    std::snprintf(text.data(), text.size(), "%lld:%02lld.%02lld", m, s, hundredths % 100);
  }
  return text.data();
}

std::string count_of(std::int64_t n, std::string_view noun) {
  std::string digits = std::to_string(n);
  for (std::ptrdiff_t i = std::ssize(digits) - 3; i > 0; i -= 3)
    digits.insert(static_cast<std::size_t>(i), 1, ',');
  return digits + " " + std::string(noun) + (n == 1 ? "" : "s");
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) (text += text.empty() ? "" : between) += word;
  return text;
}

std::string left(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string right(std::string text, std::size_t width) {
  if (text.size() < width) text.insert(0, width - text.size(), ' ');
  return text;
}

std::string fact_line(const std::string& key, const std::string& value) {
  return left(key, 15) + " " + value + "\n";
}

}  // namespace nightjar::cli
