// Counts sound that was too loud for its recorder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace nightjar {

// Where a recorder of that codec (RecordingInfo) cuts sound off: its highest value or, of fine ones, 0.9995
// of full scale, for some add dither to what they cut.
float clipping_level(std::string_view codec) noexcept;

// How many of the frames, float32 [frames, channels], have a channel that is clipped: one of three or more
// samples in a row that are at `level` or beyond, on one side. What a lossy codec made of them is mostly
// lower.
std::int64_t clipped_frames(std::span<const float> interleaved, std::size_t channels, float level) noexcept;

}  // namespace nightjar
