// What tune compares, one contest after another. Each ends at its limits, and throws SetupError where the
// model fails.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tools/cli/tune/budget.h"
#include "tools/cli/tune/candidate_forms.h"
#include "tools/cli/tune/choice.h"

namespace nightjar::cli {

// How many at once are worth a try, in order: powers of two below `usable`; `physical`; and `usable`, which
// is what is taken without a measurement.
std::vector<std::size_t> counts_to_try(std::size_t usable, std::size_t physical);

// Forms, one call after another on one thread. By CPU time, which other programs disturb less than time on
// the wall: threads that wait for a core wait alike in all forms.
Contest form_contest(const CandidateForms& candidates, const Budget& budget, const TurnLimits& limits);

// So many threads that call the network, by time on the wall.
Contest stream_contest(const std::shared_ptr<const LoadedModel>& model,
                       const std::vector<std::size_t>& counts, const Budget& budget,
                       const TurnLimits& limits);

// The whole engine with so many workers, on a recording that is made for it. `segment_s`: what the network
// takes for one, by which the recording's length is chosen; no trials where one round would not fit.
Contest worker_contest(const std::shared_ptr<const LoadedModel>& model,
                       const std::vector<std::size_t>& counts, double segment_s, const Budget& budget,
                       const TurnLimits& limits);

// One request of one segment at a time, with so many of LibTorch's own threads: each measurement is a
// process, as a process can size its pool only once. The time is that of the request.
Contest latency_contest(const std::filesystem::path& folder, const Form& form,
                        const std::vector<std::size_t>& counts, const Budget& budget,
                        const TurnLimits& limits);

// One measurement of latency_contest, in this process: {preparation, precision, batch, threads}. Returns the
// line that it prints. Nothing here may have used LibTorch before. Throws SetupError(bad_option) for other
// words.
std::string measure_latency_point(const std::filesystem::path& folder, const std::vector<std::string>& point);

}  // namespace nightjar::cli
