#include <algorithm>
#include <cassert>
#include <limits>
#include <map>
#include <span>
#include <tuple>
#include <utility>

#include "stages/decode/transcripts.h"

namespace nightjar {

struct TranscriptAssembler::Impl {
  // What is known of one channel.
  struct Channel {
    Channel(Impl& impl, std::int64_t channel, const CtcVocabulary& vocabulary, const CtcOptions& options)
        : index(channel),
          decoder(vocabulary, options,
                  [this, &impl](CtcUtterance&& said) { impl.keep(*this, std::move(said)); }),
          next_row(impl.part.first_row) {
      decoder.reset(next_row);
    }

    std::int64_t index;
    CtcDecoder decoder;  // its frames are our rows
    std::int64_t next_row;
    std::int64_t end_frame = 0;  // nothing is later, so far
    bool ended = false;
  };

  Impl(const CtcVocabulary& vocabulary, const CtcOptions& options, const SegmentGrid& grid, RateRatio ratio,
       const ScoredPart& scored, FoundSink found)
      : rows(grid),
        file_to_model(ratio),
        part(scored),
        width(vocabulary.size()),
        alternatives(options.n_best > 1),
        sink(std::move(found)) {
    for (std::int64_t c = 0; c < part.channels; ++c)
      channels.push_back(std::make_unique<Channel>(*this, c, vocabulary, options));
  }

  std::int64_t frame(std::int64_t row) const {
    return std::max(part.begin_frame, file_to_model.to_src_floor(rows.owned_begin(row)));
  }

  Word timed(CtcWord&& said, const Channel& channel) const {
    Word word;
    word.start_frame = std::min(frame(said.start_frame), std::max(part.begin_frame, channel.end_frame - 1));
    word.end_frame = std::max(std::min(frame(said.end_frame), channel.end_frame), word.start_frame + 1);
    word.text = std::move(said.text);
    word.score = said.score;
    word.channel = channel.index;
    return word;
  }

  void keep(const Channel& channel, CtcUtterance&& said) {
    Transcript whole;
    whole.text = std::move(said.text);
    whole.score = said.score;
    whole.continues = said.continues;
    whole.channel = channel.index;
    if (alternatives) {
      for (CtcAlternative& other : said.n_best) whole.n_best.push_back({std::move(other.text), other.score});
    }
    whole.start_frame = frame(said.words.front().start_frame);
    for (CtcWord& each : said.words) {
      Word word = timed(std::move(each), channel);
      whole.start_frame = std::min(whole.start_frame, word.start_frame);
      whole.end_frame = word.end_frame;
      wait(1, std::move(word));
    }
    wait(0, std::move(whole));
  }

  std::int64_t settled_frame() const {
    std::int64_t settled = std::numeric_limits<std::int64_t>::max();
    for (const auto& channel : channels) {
      if (!channel->ended) settled = std::min(settled, frame(channel->decoder.settled_frame()));
    }
    return settled;
  }

  // Those that start at the settled frame wait: one to come may start there too.
  void release() {
    const std::int64_t settled = settled_frame();
    while (!waiting.empty() && std::get<0>(waiting.begin()->first) < settled)
      sink(std::move(waiting.extract(waiting.begin()).mapped()));
  }

  // Start, kind, end, channel: the order of the output.
  using Key = std::tuple<std::int64_t, int, std::int64_t, std::int64_t>;
  template <class Heard>
  void wait(int kind, Heard&& heard) {
    const Key key(heard.start_frame, kind, heard.end_frame, heard.channel);
    waiting.emplace(key, std::forward<Heard>(heard));
  }

  const SegmentGrid rows;
  const RateRatio file_to_model;
  const ScoredPart part;
  const std::size_t width;
  const bool alternatives;
  const FoundSink sink;
  std::multimap<Key, Found> waiting;
  std::vector<std::unique_ptr<Channel>> channels;  // their decoders refer to them
};

TranscriptAssembler::TranscriptAssembler(const CtcVocabulary& vocabulary, const CtcOptions& options,
                                         const SegmentGrid& rows, RateRatio file_to_model,
                                         const ScoredPart& part, FoundSink sink)
    : impl_(std::make_unique<Impl>(vocabulary, options, rows, file_to_model, part, std::move(sink))) {}

TranscriptAssembler::~TranscriptAssembler() = default;

void TranscriptAssembler::push(const ScoreBatch& batch) {
  Impl::Channel& channel = *impl_->channels[static_cast<std::size_t>(batch.channel)];
  assert(batch.first_row == channel.next_row);
  channel.end_frame = batch.end_frame;
  auto next_break = batch.breaks.begin();
  const auto end_at_breaks = [&] {
    for (; next_break != batch.breaks.end() && *next_break <= channel.next_row; ++next_break)
      channel.decoder.reset(channel.next_row);
  };
  for (std::int64_t i = 0; i < batch.rows; ++i) {
    const auto at = static_cast<std::size_t>(i);
    end_at_breaks();
    ++channel.next_row;
    if (batch.valid[at]) {
      channel.decoder.push(std::span(batch.scores).subspan(at * impl_->width, impl_->width));
    } else {
      channel.decoder.reset(channel.next_row);
    }
  }
  end_at_breaks();
  impl_->release();
}

void TranscriptAssembler::finish(std::int64_t frames, std::int64_t index) {
  Impl::Channel& channel = *impl_->channels[static_cast<std::size_t>(index)];
  channel.end_frame = frames;
  channel.decoder.finish();
  channel.ended = true;
  impl_->release();
}

std::int64_t TranscriptAssembler::settled_frame() const {
  return impl_->settled_frame();
}

std::int64_t TranscriptAssembler::memory_bytes(const CtcVocabulary& vocabulary, const CtcOptions& options,
                                               std::int64_t channels, std::int64_t batch_rows) {
  std::int64_t longest = 0;
  for (std::size_t i = 0; i < vocabulary.size(); ++i)
    longest = std::max(longest, std::ssize(vocabulary[i].text) + std::ssize(vocabulary.joiner()));
  // What waits starts in the open utterance of the channel that is furthest behind, or a batch after it; a
  // row has at most one token, and so a word.
  const std::int64_t span =
      options.max_utterance_frames + 2 * options.word_margin_frames + (channels > 1 ? batch_rows : 0) + 2;
  const std::int64_t utterances = span / (options.utterance_gap_frames + 1) + 2;
  constexpr std::int64_t kNode = sizeof(std::pair<Impl::Key, Found>) + 64;  // with the tree's and malloc's
  constexpr std::int64_t kText = 64;                                        // of an allocation, and its slack
  const std::int64_t texts = 1 + (options.n_best > 1 ? options.n_best : 0);
  const std::int64_t waiting =
      span * (kNode + kText + 2 * longest) +
      utterances * (kNode + texts * (kText + static_cast<std::int64_t>(sizeof(Alternative)) * 2)) +
      texts * span * 2 * longest;
  const std::int64_t of_a_channel = static_cast<std::int64_t>(sizeof(Impl::Channel)) +
                                    CtcDecoder::memory_bytes(vocabulary, options) + waiting;
  return static_cast<std::int64_t>(sizeof(Impl)) + channels * (of_a_channel + 64);
}

}  // namespace nightjar
