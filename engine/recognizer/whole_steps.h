// Which steps of a sound a network with state hears whole.
#pragma once

#include <cstdint>
#include <vector>

#include "stages/base/timeline.h"
#include "stages/read/segment_reader.h"

namespace nightjar {

// [sound.segments] 0 where a frame of what the segment hears is missing. Where that begins or ends between
// two frames, both count.
std::vector<std::uint8_t> whole_steps(const SegmentGrid& grid, const SoundBatch& sound,
                                      const RateRatio& file_to_model);

}  // namespace nightjar
