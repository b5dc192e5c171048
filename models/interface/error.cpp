#include "nightjar/error.h"

namespace nightjar {

std::string_view name(ErrorCode code) noexcept {
  switch (code) {
#define NIGHTJAR_NAME(x) \
  case ErrorCode::x:     \
    return #x
    NIGHTJAR_NAME(not_found);
    NIGHTJAR_NAME(not_a_regular_file);
    NIGHTJAR_NAME(unreadable);
    NIGHTJAR_NAME(empty);
    NIGHTJAR_NAME(not_audio);
    NIGHTJAR_NAME(bad_header);
    NIGHTJAR_NAME(unsupported_format);
    NIGHTJAR_NAME(bad_sample_rate);
    NIGHTJAR_NAME(too_many_channels);
    NIGHTJAR_NAME(truncated);
    NIGHTJAR_NAME(lost_samples);
    NIGHTJAR_NAME(altered);
    NIGHTJAR_NAME(decode_error);
    NIGHTJAR_NAME(non_finite_samples);
    NIGHTJAR_NAME(feature_failed);
    NIGHTJAR_NAME(inference_failed);
    NIGHTJAR_NAME(non_finite_scores);
    NIGHTJAR_NAME(decode_failed);
    NIGHTJAR_NAME(out_of_memory);
    NIGHTJAR_NAME(internal_error);
    NIGHTJAR_NAME(outside_range);
    NIGHTJAR_NAME(class_not_heard);
    NIGHTJAR_NAME(interrupted);
    NIGHTJAR_NAME(not_started);
    NIGHTJAR_NAME(bad_option);
    NIGHTJAR_NAME(bad_manifest);
    NIGHTJAR_NAME(bad_model);
    NIGHTJAR_NAME(backend_unavailable);
    NIGHTJAR_NAME(memory_too_small);
    NIGHTJAR_NAME(output_closed);
    NIGHTJAR_NAME(output_failed);
#undef NIGHTJAR_NAME
  }
  return "internal_error";
}

}  // namespace nightjar
