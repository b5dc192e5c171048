// What `check` prints: a table, or JSON Lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tools/cli/checked_recording.h"
#include "tools/cli/forecast.h"

namespace nightjar::cli {

// Each call gives the text to print next.
class CheckReport {
 public:
  CheckReport(bool json, std::int64_t not_audio) : json_(json), not_audio_(not_audio) {}

  std::string head() const;
  std::string add(const CheckedRecording& checked);
  std::string totals(const std::optional<Speed>& speed) const;

  bool all_ok() const { return ok_ == recordings_; }

 private:
  std::string as_rows(const CheckedRecording& checked) const;
  std::string as_lines(const CheckedRecording& checked) const;
  std::string totals_in_words(const std::optional<Speed>& speed) const;

  const bool json_;
  const std::int64_t not_audio_;
  std::int64_t recordings_ = 0;
  std::int64_t ok_ = 0;
  std::int64_t partial_ = 0;
  std::int64_t refused_ = 0;
  std::int64_t unknown_length_ = 0;
  double sound_s_ = 0;
};

}  // namespace nightjar::cli
