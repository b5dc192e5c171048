#include "tests/support/sound_files.h"

#include <fcntl.h>
#include <sndfile.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

namespace nightjar::test {
namespace {

constexpr std::size_t kWavHeader = 44;

void append_format(FileBytes& bytes, const WavFields& f) {
  const int block = f.block_align.value_or(f.channels * f.bits / 8);
  append_le(bytes, static_cast<std::uint64_t>(f.tag), 2);
  append_le(bytes, static_cast<std::uint64_t>(f.channels), 2);
  append_le(bytes, f.sample_rate_hz, 4);
  append_le(bytes, std::uint64_t{f.sample_rate_hz} * static_cast<std::uint64_t>(block), 4);
  append_le(bytes, static_cast<std::uint64_t>(block), 2);
  append_le(bytes, static_cast<std::uint64_t>(f.bits), 2);
}

void append_guid(FileBytes& bytes, const std::string& letters) {
  append_text(bytes, letters);
  const bool top = letters == "riff";
  for (const int b : {0x2E, 0x91, 0xCF, 0x11, 0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0x00, 0x00}) {
    if (top) append_le(bytes, static_cast<std::uint64_t>(b), 1);
  }
  for (const int b : {0xF3, 0xAC, 0xD3, 0x11, 0x8C, 0xD1, 0x00, 0xC0, 0x4F, 0x8E, 0xDB, 0x8A}) {
    if (!top) append_le(bytes, static_cast<std::uint64_t>(b), 1);
  }
}

}  // namespace

void write_sound(const std::string& path, const std::vector<float>& interleaved, int sample_rate_hz,
                 int channels, int sndfile_format) {
  SF_INFO info{};
  info.samplerate = sample_rate_hz;
  info.channels = channels;
  info.format = sndfile_format;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  if (file == nullptr) throw std::runtime_error("cannot write " + path + ": " + sf_strerror(nullptr));
  // In pieces: libsndfile's Vorbis encoder needs stack in proportion to what it is given at once.
  for (std::size_t done = 0; done < interleaved.size();) {
    const std::size_t piece =
        std::min<std::size_t>(interleaved.size() - done, 4096 * static_cast<std::size_t>(channels));
    sf_write_float(file, interleaved.data() + done, static_cast<sf_count_t>(piece));
    done += piece;
  }
  sf_close(file);
}

bool can_write_sound(int sample_rate_hz, int channels, int sndfile_format) {
  SF_INFO info{};
  info.samplerate = sample_rate_hz;
  info.channels = channels;
  info.format = sndfile_format;
  return sf_format_check(&info) != 0;
}

std::vector<float> make_noise(std::size_t samples, unsigned seed, float level) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-level, level);
  std::vector<float> noise(samples);
  for (float& x : noise) x = uniform(random);
  return noise;
}

void append_le(FileBytes& bytes, std::uint64_t value, int width) {
  for (int i = 0; i < width; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i) & 0xFF));
}

void append_be(FileBytes& bytes, std::uint64_t value, int width) {
  for (int i = width; i-- > 0;) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i) & 0xFF));
}

void append_text(FileBytes& bytes, const std::string& text) {
  bytes.insert(bytes.end(), text.begin(), text.end());
}

FileBytes make_wav(const WavFields& fields, const FileBytes& payload) {
  FileBytes bytes;
  append_text(bytes, "RIFF");
  append_le(bytes, fields.riff_bytes.value_or(static_cast<std::uint32_t>(kWavHeader - 8 + payload.size())),
            4);
  append_text(bytes, "WAVEfmt ");
  append_le(bytes, fields.format_bytes.value_or(16), 4);
  append_format(bytes, fields);
  append_text(bytes, "data");
  append_le(bytes, fields.data_bytes.value_or(static_cast<std::uint32_t>(payload.size())), 4);
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  return bytes;
}

FileBytes rf64_header(int channels, std::uint32_t sample_rate_hz, int bits, std::uint64_t data_bytes) {
  FileBytes bytes;
  append_text(bytes, "RF64");
  append_le(bytes, 0xFFFFFFFF, 4);
  append_text(bytes, "WAVEds64");
  append_le(bytes, 28, 4);
  append_le(bytes, data_bytes + 72, 8);  // the file's size without its first 8 bytes
  append_le(bytes, data_bytes, 8);
  append_le(bytes, 0, 8);  // sampleCount
  append_le(bytes, 0, 4);  // no table
  append_text(bytes, "fmt ");
  append_le(bytes, 16, 4);
  append_format(bytes, {1, channels, sample_rate_hz, bits, {}, {}, {}, {}});
  append_text(bytes, "data");
  append_le(bytes, 0xFFFFFFFF, 4);
  return bytes;
}

FileBytes w64_header(int channels, std::uint32_t sample_rate_hz, int bits, std::uint64_t data_bytes) {
  FileBytes bytes;
  append_guid(bytes, "riff");
  append_le(bytes, data_bytes + 104, 8);  // the file's size
  append_guid(bytes, "wave");
  append_guid(bytes, "fmt ");
  append_le(bytes, 24 + 16, 8);
  append_format(bytes, {1, channels, sample_rate_hz, bits, {}, {}, {}, {}});
  append_guid(bytes, "data");
  append_le(bytes, 24 + data_bytes, 8);
  return bytes;
}

void write_bytes(const std::string& path, const FileBytes& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!file) throw std::runtime_error("cannot write " + path);
}

FileBytes read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return FileBytes(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_clicks(const std::string& path, const std::string& container, std::uint32_t sample_rate_hz,
                  std::int64_t seconds, const std::vector<std::int64_t>& click_seconds) {
  const std::int64_t data_bytes = seconds * sample_rate_hz * 2;
  FileBytes header;
  if (container == "wav") {
    WavFields fields;
    fields.sample_rate_hz = sample_rate_hz;
    fields.data_bytes = static_cast<std::uint32_t>(data_bytes);
    fields.riff_bytes = static_cast<std::uint32_t>(data_bytes + 36);
    header = make_wav(fields, {});
  } else {
    const auto make = container == "rf64" ? rf64_header : w64_header;
    header = make(1, sample_rate_hz, 16, static_cast<std::uint64_t>(data_bytes));
  }
  write_bytes(path, header);
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  const auto start = static_cast<std::int64_t>(header.size());
  bool written = ::ftruncate(file, start + data_bytes) == 0;
  for (const std::int64_t second : click_seconds) {
    const std::uint8_t click[2] = {0x33, 0x73};  // 0.9 * 32768
    written = written && ::pwrite(file, click, 2, start + second * sample_rate_hz * 2) == 2;
  }
  ::close(file);
  if (!written) throw std::runtime_error("cannot write a sparse file " + path);
}

}  // namespace nightjar::test
