// The forms of a model that may be compared, loaded.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "engine/recognizer/loaded_model.h"
#include "tools/cli/tune/form.h"
#include "tools/cli/tune/network_timer.h"

namespace nightjar::cli {

struct CandidateForm {
  Form form;
  std::shared_ptr<const LoadedModel> model;   // has the form's batch size among others
  std::shared_ptr<const NetworkTimer> timer;  // the model's
};

struct CandidateForms {
  std::vector<CandidateForm> forms;
  std::size_t reference = 0;          // the fixed rule, with the manifest's batch size
  std::vector<std::string> left_out;  // what was not to be compared, and why
};

// Each preparation, with each batch size that the budget allows; of a model with state, only the manifest's.
// In bfloat16 where the processor has it and the model's outputs agree with its reference.npz within the
// manifest's tolerance. A preparation that LibTorch cannot do, or that differs from the plain form, is left
// out. On the calling thread, which must have called Backend::prepare_thread(). Throws SetupError.
CandidateForms load_forms(const Manifest& manifest, const Backend& backend, double budget_s);

// One form of the model, on the CPU.
std::shared_ptr<const LoadedModel> load_form(Manifest manifest, const Backend& backend, const Form& form);

}  // namespace nightjar::cli
