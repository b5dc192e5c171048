// Recordings for tests: written by libsndfile, or byte by byte where the bytes are what is tested.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nightjar::test {

// Writes interleaved float samples; `sndfile_format` is an SF_FORMAT_... of <sndfile.h>.
void write_sound(const std::string& path, const std::vector<float>& interleaved, int sample_rate_hz,
                 int channels, int sndfile_format);

// False where libsndfile was built without that encoder.
bool can_write_sound(int sample_rate_hz, int channels, int sndfile_format);

// float32 [frames * channels]: uniform noise of +-`level`, from a seed.
std::vector<float> make_noise(std::size_t samples, unsigned seed, float level = 0.5F);

using FileBytes = std::vector<std::uint8_t>;

// Everything a WAV header can say, true or not. What is not set comes out as the rest demands.
struct WavFields {
  int tag = 1;
  int channels = 1;
  std::uint32_t sample_rate_hz = 16000;
  int bits = 16;
  std::optional<int> block_align;
  std::optional<std::uint32_t> format_bytes;  // size of 'fmt '; 16
  std::optional<std::uint32_t> data_bytes;    // size of 'data'; that of the payload
  std::optional<std::uint32_t> riff_bytes;    // total size; that of the file
};

// A header and, after it, `payload`.
FileBytes make_wav(const WavFields& fields, const FileBytes& payload);

// The same with 64-bit sizes; `data_bytes` is what ds64 or the 'data' chunk says.
FileBytes rf64_header(int channels, std::uint32_t sample_rate_hz, int bits, std::uint64_t data_bytes);
FileBytes w64_header(int channels, std::uint32_t sample_rate_hz, int bits, std::uint64_t data_bytes);

void append_le(FileBytes& bytes, std::uint64_t value, int width);
void append_be(FileBytes& bytes, std::uint64_t value, int width);
void append_text(FileBytes& bytes, const std::string& text);

void write_bytes(const std::string& path, const FileBytes& bytes);
FileBytes read_bytes(const std::string& path);
std::string read_text(const std::string& path);

// One mono 16-bit recording of `seconds` of silence, with a sample of 0.9 at each of `click_seconds`; sparse,
// so a day costs no disk. `container`: "wav", "rf64" or "w64".
void write_clicks(const std::string& path, const std::string& container, std::uint32_t sample_rate_hz,
                  std::int64_t seconds, const std::vector<std::int64_t>& click_seconds);

}  // namespace nightjar::test
