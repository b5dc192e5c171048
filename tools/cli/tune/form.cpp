#include "tools/cli/tune/form.h"

#include <algorithm>

#include "nightjar/error.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

// Loading runs each batch size some five times (checks, warm-up), for each of at most five forms.
constexpr double kRunsOfLoading = 25;

template <class Enum>
Enum named(const std::string& name, const std::vector<std::string>& names, const char* what) {
  const auto found = std::ranges::find(names, name);
  if (found != names.end()) return static_cast<Enum>(found - names.begin());
  throw SetupError(ErrorCode::bad_option, std::string(what) + " '" + printable(name) +
                                              "' is not known; expected one of " + joined(names, ", "));
}

}  // namespace

std::string name(Preparation preparation) {
  return kPreparationNames[static_cast<std::size_t>(preparation)];
}

std::string name(Precision precision) {
  return kPrecisionNames[static_cast<std::size_t>(precision)];
}

std::string text_of(const Form& form) {
  return name(form.preparation) + ", " + name(form.precision) + ", batch " +
         std::to_string(form.batch_segments);
}

Preparation preparation_named(const std::string& name) {
  return named<Preparation>(name, kPreparationNames, "preparation");
}

Precision precision_named(const std::string& name) {
  return named<Precision>(name, kPrecisionNames, "precision");
}

std::vector<std::int64_t> batches_to_try(std::int64_t manifest_batch, double segment_s, double budget_s) {
  constexpr std::int64_t kMost = 1024;
  std::int64_t largest = std::min(kMost, std::max<std::int64_t>(16, 2 * manifest_batch));
  // All sizes up to `largest` together are less than twice that.
  while (largest > manifest_batch &&
         kRunsOfLoading * 2 * static_cast<double>(largest) * segment_s > budget_s / 4)
    largest /= 2;
  std::vector<std::int64_t> batches;
  for (; largest >= 1; largest /= 2) batches.push_back(largest);
  return batches;
}

}  // namespace nightjar::cli
