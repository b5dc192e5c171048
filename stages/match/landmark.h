// The fingerprint of sound: landmarks, pairs of spectral peaks.
//
// Source: A. Wang, An industrial-strength audio search algorithm, ISMIR 2003. A peak of the spectrogram
// outlasts noise and coding, since it is where most energy is; a pair of them, as (frequency, frequency, time
// between), tells much more than a peak alone. Pairs of one recording that stand in another at one distance
// in time say that it plays there.
#pragma once

#include <cstdint>

namespace nightjar {

// A change of any of these makes another fingerprint: then the version of kFingerprintIndex (sealed_file.h)
// must change too.
inline constexpr std::int64_t kMatchRateHz = 8000;   // mono
inline constexpr std::int64_t kFrameSamples = 1024;  // 128 ms under a Hann window: partials 16 Hz apart
inline constexpr std::int64_t kFrameHop = 256;       // 32 ms: frame t hears samples [t * hop, t * hop + 1024)
inline constexpr int kLowestBin = 4;                 // 31 Hz: below it hum and wind
inline constexpr int kEndBin = 500;                  // 3.9 kHz

// A peak is the largest value in so many frames and bins on either side of it.
inline constexpr int kPeakFrames = 3;
inline constexpr int kPeakBins = 6;

// A peak is paired with the strongest kPairs peaks that come 1 to kPairFrames frames later, at most kPairBins
// bins away.
inline constexpr std::size_t kPairs = 8;
inline constexpr int kPairFrames = 48;
inline constexpr int kPairBins = 62;

struct Peak {
  std::int64_t frame = 0;
  int bin = 0;
  double power = 0;
};

struct Landmark {
  std::int64_t frame = 0;  // of its first peak
  std::uint32_t hash = 0;  // below kHashes

  friend bool operator==(const Landmark&, const Landmark&) = default;
};

inline constexpr std::uint32_t kHashes = 1U << 22;

// First bin (9 bits), bins between (7), frames between (6).
constexpr std::uint32_t landmark_hash(const Peak& first, const Peak& second) {
  return static_cast<std::uint32_t>(first.bin) << 13 |
         static_cast<std::uint32_t>(second.bin - first.bin + kPairBins) << 6 |
         static_cast<std::uint32_t>(second.frame - first.frame - 1);
}

// The frame of its second peak.
constexpr std::int64_t second_frame(const Landmark& landmark) {
  return landmark.frame + (landmark.hash & 63U) + 1;
}

}  // namespace nightjar
