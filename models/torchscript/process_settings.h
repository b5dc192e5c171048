// Every setting of LibTorch that Nightjar changes, in one place.
#pragma once

#include "models/interface/network.h"

namespace nightjar {

// The process-wide ones. Must be called once, before the first tensor is made. `intra_op_threads`: of each
// thread that runs a network, itself included.
void apply_process_settings(int intra_op_threads);

// Gives the calling thread a pool of that size. LibTorch keeps that per thread: without it the first operator
// of a fresh thread may start a team of its own. Cheap after a thread's first call.
void apply_thread_settings();

BackendInfo backend_info();

}  // namespace nightjar
