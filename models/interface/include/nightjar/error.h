// Errors as values, and the one exception of set-up.
//
// A recording that cannot be read, or a batch that failed, is an Error that travels to the output. A wrong
// option, model or memory limit is a SetupError, thrown before any work starts. Both say what, where, got,
// expected, remedy.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace nightjar {

// Every way in which Nightjar can fail. `name()` gives the spelling of the output lines.
enum class ErrorCode {
  // Opening a recording: it is refused.
  not_found,
  not_a_regular_file,
  unreadable,
  empty,
  not_audio,
  bad_header,
  unsupported_format,
  bad_sample_rate,
  too_many_channels,
  // Reading a recording: the span is a gap.
  truncated,
  lost_samples,
  altered,
  decode_error,
  non_finite_samples,
  // Working on a batch: the span is a gap.
  feature_failed,
  inference_failed,
  non_finite_scores,
  decode_failed,
  out_of_memory,
  internal_error,
  // Left out because that was asked for: the span is skipped.
  outside_range,
  class_not_heard,
  // The run was ended before the recording was.
  interrupted,
  not_started,
  // Set-up.
  bad_option,
  bad_manifest,
  bad_model,
  backend_unavailable,
  memory_too_small,
  // The output failed.
  output_closed,
  output_failed,
};

std::string_view name(ErrorCode code) noexcept;

struct Error {
  ErrorCode code = ErrorCode::internal_error;
  std::string message;       // what, where, got, expected, remedy
  std::string path{};        // the file concerned, or empty
  std::int64_t offset = -1;  // byte offset in `path`, or -1 where none applies
};

template <class T>
using Expected = tl::expected<T, Error>;
using Unexpected = tl::unexpected<Error>;

// A wrong option, manifest, model or limit. `code()` lets a program tell them apart.
class SetupError : public std::runtime_error {
 public:
  SetupError(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

}  // namespace nightjar
