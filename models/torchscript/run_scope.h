// The thread-local state in which Nightjar calls LibTorch, and which an app's thread gets back afterwards.
#pragma once

#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include "models/torchscript/flush_to_zero.h"
#include "models/torchscript/process_settings.h"

namespace nightjar {

class RunScope {
 public:
  RunScope() : quiet_(&silent_) { apply_thread_settings(); }

 private:
  // LibTorch's own handler prints to stderr, for a model that calls warnings.warn() at every batch.
  struct Silent : c10::WarningHandler {
    void process(const c10::Warning& /*warning*/) override {}
  };

  Silent silent_;
  c10::WarningUtils::WarningHandlerGuard quiet_;
  c10::InferenceMode inference_;
  ScopedFlushToZero flush_;
};

}  // namespace nightjar
