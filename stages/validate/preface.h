// The headers that libsndfile is shown before sound in a block codec: written from what our own parser found,
// so that a file's own header, with whatever else it says, reaches no second parser.
#pragma once

#include <cstdint>
#include <vector>

#include "stages/validate/coding.h"

namespace nightjar {

// WAV for the block codecs of Microsoft. `bytes` < 2^31, as lay_out() guarantees.
std::vector<std::uint8_t> ima_wav_preface(const SoundFacts& facts, const Coding& coding, std::int64_t bytes);
std::vector<std::uint8_t> ms_wav_preface(const SoundFacts& facts, const Coding& coding, std::int64_t bytes);
std::vector<std::uint8_t> gsm_wav_preface(const SoundFacts& facts, const Coding& coding, std::int64_t bytes);
// AIFF-C with ima4, and AU with G.72x.
std::vector<std::uint8_t> aiff_preface(const SoundFacts& facts, const Coding& coding, std::int64_t bytes);
std::vector<std::uint8_t> au_preface(const SoundFacts& facts, const Coding& coding, std::int64_t bytes);

}  // namespace nightjar
