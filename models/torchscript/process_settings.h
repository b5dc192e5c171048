// Every setting of LibTorch that Nightjar changes, in one place.
#pragma once

#include "models/interface/backend_entry.h"

namespace nightjar {

// The process-wide ones. Must be called once, before the first tensor is made.
void apply_process_settings(const PoolOptions& pools);

// Gives the calling thread the pool that was asked for. LibTorch keeps that per thread: without it the first
// operator of a fresh thread may start a team of another size. Cheap after a thread's first call.
void apply_thread_settings();

BackendInfo backend_info();

}  // namespace nightjar
