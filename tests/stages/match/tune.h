// Music for tests, from a seed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "stages/match/match_index.h"
#include "stages/match/sound_matcher.h"

namespace nightjar::test {

// Three voices of notes with partials, which never repeat: float32 [seconds * sample_rate_hz], +-0.5.
std::vector<float> make_tune(unsigned seed, int seconds, int sample_rate_hz = kMatchRateHz);

// `sound` in uniform noise of the same power.
std::vector<float> in_noise(std::vector<float> sound, unsigned seed);

// An index of those sounds, at kMatchRateHz, named "0", "1", ...
MatchIndex index_of(const std::vector<std::vector<float>>& sounds);

// What is found in `sound`, at kMatchRateHz, pushed in pieces of `piece` samples; 0: all at once.
std::vector<Match> find(const MatchIndex& index, std::span<const float> sound, std::size_t piece = 0);

// Samples [begin, end) of it, in seconds.
std::vector<float> part(const std::vector<float>& sound, double begin_s, double end_s);

}  // namespace nightjar::test
