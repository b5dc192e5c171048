// The form of a model that is run: what may be chosen by measuring, and changes the last bits of results.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nightjar/precision.h"
#include "nightjar/preparation.h"

namespace nightjar::cli {

struct Form {
  Preparation preparation = Preparation::channels_last;
  Precision precision = Precision::float32;
  std::int64_t batch_segments = 1;  // a power of two

  bool operator==(const Form&) const = default;
};

inline const std::vector<std::string> kPreparationNames{"plain", "frozen", "optimised", "channels_last"};
inline const std::vector<std::string> kPrecisionNames{"float32", "bfloat16"};

std::string name(Preparation preparation);
std::string name(Precision precision);
std::string text_of(const Form& form);  // "optimised, float32, batch 8"

// Of one of the names. Throws SetupError(bad_option) that lists them.
Preparation preparation_named(const std::string& name);
Precision precision_named(const std::string& name);

// The batch sizes that are worth a try, largest first: powers of two up to 16, or twice the manifest's, as
// far as loading and one round of a model that takes `segment_s` for a segment fit into `budget_s`; the
// manifest's, and what is smaller, always.
std::vector<std::int64_t> batches_to_try(std::int64_t manifest_batch, double segment_s, double budget_s);

}  // namespace nightjar::cli
