// Aligned tokens -> text and timed words. ctc.h states the rules.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "stages/decode/ctc_search.h"

namespace nightjar {

// The tokens' words, joined as the vocabulary says.
std::string write_text(const CtcVocabulary& vocabulary, std::span<const AlignedToken> tokens);

// The tokens' words; all spans lie in [begin, end), one after the other. `margin`: word_margin_frames.
std::vector<CtcWord> time_words(const CtcVocabulary& vocabulary, std::span<const AlignedToken> tokens,
                                std::int64_t begin, std::int64_t end, std::int64_t margin);

// The geometric mean of the scores of all tokens of these words.
float mean_score(std::span<const CtcWord> words);

// How many tokens come before the last word; 0 where there is no word before it.
std::size_t tokens_before_last_word(const CtcVocabulary& vocabulary, std::span<const AlignedToken> tokens);

}  // namespace nightjar
