#include "engine/recognizer/whole_steps.h"

#include <algorithm>

namespace nightjar {

std::vector<std::uint8_t> whole_steps(const SegmentGrid& grid, const SoundBatch& sound,
                                      const RateRatio& file_to_model) {
  std::vector<std::uint8_t> whole;
  for (std::int64_t i = 0; i < sound.segments; ++i) {
    const Span heard = grid.window(sound.first_segment + i);
    const Span frames{file_to_model.to_src_floor(heard.begin), file_to_model.to_src_ceil(heard.end)};
    whole.push_back(std::ranges::none_of(sound.gaps, [&](const Gap& gap) {
      return !intersect(frames, {gap.start_frame, gap.end_frame}).empty();
    }));
  }
  return whole;
}

}  // namespace nightjar
