// The .npy header: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html (version 1.0).
#include "stages/write/npz_file.h"

#include <minizip/zip.h>

#include <cerrno>

namespace nightjar {
namespace {

constexpr uLong kFirstDosDate =
    1 << 21 | 1 << 16;  // 1980-01-01: the same scores give the same bytes on any day
constexpr uLong kOrdinaryFile = 0100644UL << 16;
constexpr int kStore = 0;
constexpr int kZip64 = 1;  // always, since an array's size is not known to be below 4 GiB

std::string npy_header(const std::string& descr, const std::string& shape) {
  constexpr std::size_t kPrefix = 10;  // magic, version, length
  constexpr std::size_t kAlign = 64;
  std::string text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + shape + "), }";
  text.append(kAlign - 1 - (kPrefix + text.size()) % kAlign, ' ');
  text += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(text.size() & 0xFF);
  header += static_cast<char>(text.size() >> 8);
  return header + text;
}

}  // namespace

void NpzFile::CloseZip::operator()(void* zip) const {
  zipClose(zip, nullptr);
}

NpzFile::~NpzFile() = default;

Expected<NpzFile> NpzFile::create(const std::string& path) {
  auto file = OutputFile::create(path);
  if (!file) return Unexpected(file.error());
  NpzFile npz(std::move(*file));
  npz.zip_.reset(zipOpen64(npz.file_.temporary_path().c_str(), APPEND_STATUS_CREATE));
  if (!npz.zip_) return output_failure(path, errno);
  return npz;
}

Expected<void> NpzFile::check(int zip_result) const {
  if (zip_result == ZIP_OK) return {};
  return output_failure(file_.path(), errno != 0 ? errno : EIO);
}

Expected<void> NpzFile::begin_array(const std::string& name, const std::string& descr,
                                    const std::string& shape) {
  zip_fileinfo info{};
  info.dosDate = kFirstDosDate;
  info.external_fa = kOrdinaryFile;
  errno = 0;
  auto opened = check(zipOpenNewFileInZip64(zip_.get(), (name + ".npy").c_str(), &info, nullptr, 0, nullptr,
                                            0, nullptr, kStore, 0, kZip64));
  return opened ? write(npy_header(descr, shape)) : opened;
}

Expected<void> NpzFile::write(std::span<const char> bytes) {
  errno = 0;
  return check(zipWriteInFileInZip(zip_.get(), bytes.data(), static_cast<unsigned>(bytes.size())));
}

Expected<void> NpzFile::close() {
  errno = 0;
  auto closed = check(zipClose(zip_.release(), nullptr));
  return closed ? file_.commit() : closed;
}

}  // namespace nightjar
