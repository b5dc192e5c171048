#include "tools/cli/tune/candidate_forms.h"

#include <algorithm>

#include "nightjar/error.h"
#include "tools/cli/reference_file.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

constexpr double kFirstLookSeconds = 0.05;

// Empty where the model may compute in bfloat16; else why not.
std::string refusal_of_bfloat16(const Manifest& manifest, const Backend& backend, const Form& rule) try {
  if (!has_reference(manifest))
    return "the model has no " + std::string(kReferenceFile) + " to judge its outputs by";
  Form form = rule;
  form.precision = Precision::bfloat16;
  const auto stages = replay(*load_form(manifest, backend, form), read_reference(manifest));
  if (!stages) return stages.error().message;
  for (const StageDifference& stage : *stages) {
    if (stage.agrees()) continue;
    return "its " + stage.stage + " are " + scientific(stage.largest) + " away from those of " +
           kReferenceFile + ", where " + scientific(stage.allowed) + " is allowed";
  }
  return "";
} catch (const SetupError& error) {
  return error.what();
}

// Empty where the model has the form that was asked for; else what LibTorch made of it.
std::string shortcoming_of(const CandidateForm& candidate) {
  const std::vector<std::string> warnings = candidate.model->network.network().warnings();
  // In bfloat16, one tells how far it rounds.
  const std::size_t expected = candidate.form.precision == Precision::bfloat16 ? 1 : 0;
  return warnings.size() > expected ? warnings.front() : "";
}

}  // namespace

std::shared_ptr<const LoadedModel> load_form(Manifest manifest, const Backend& backend, const Form& form) {
  manifest.batch_segments = form.batch_segments;
  return std::make_shared<const LoadedModel>(std::move(manifest), backend,
                                             std::vector<std::string>{Device().name}, form.precision,
                                             form.preparation);
}

CandidateForms load_forms(const Manifest& manifest, const Backend& backend, double budget_s) {
  const Form rule{.batch_segments = manifest.batch_segments};
  CandidateForms found;
  std::vector<std::int64_t> batches{rule.batch_segments};
  if (!manifest.keeps_state()) {
    const NetworkTimer first_look(load_form(manifest, backend, rule));
    const double segment_s = first_look.run(rule.batch_segments, 1, kFirstLookSeconds).time_s;
    batches = batches_to_try(rule.batch_segments, segment_s, budget_s);
  }

  std::vector<Form> loads;
  for (const Preparation preparation :
       {Preparation::channels_last, Preparation::optimised, Preparation::frozen, Preparation::plain})
    loads.push_back({preparation, Precision::float32, batches.front()});
  const std::string refusal = refusal_of_bfloat16(manifest, backend, rule);
  if (refusal.empty()) {
    loads.push_back({Preparation::channels_last, Precision::bfloat16, batches.front()});
    loads.push_back({Preparation::optimised, Precision::bfloat16, batches.front()});
  } else {
    found.left_out.push_back("bfloat16: " + refusal);
  }
  found.left_out.emplace_back(".pt2: packages of AOTInductor cannot be loaded");

  for (const Form& load : loads) {
    CandidateForm candidate{load, load_form(manifest, backend, load), nullptr};
    if (const std::string shortcoming = shortcoming_of(candidate); !shortcoming.empty()) {
      found.left_out.push_back(name(load.preparation) + ": " + shortcoming);
      if (load.preparation != rule.preparation || load.precision != rule.precision) continue;
    }
    candidate.timer = std::make_shared<const NetworkTimer>(candidate.model);
    for (const std::int64_t batch : batches) {
      candidate.form.batch_segments = batch;
      if (candidate.form == rule) found.reference = found.forms.size();
      found.forms.push_back(candidate);
    }
  }
  return found;
}

}  // namespace nightjar::cli
