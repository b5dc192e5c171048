#include "models/torchscript/script_archive.h"

#include <caffe2/serialize/inline_container.h>

#include <filesystem>
#include <fstream>

#include "models/torchscript/error_text.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& got) {
  throw SetupError(ErrorCode::bad_model,
                   "the weights " + path + " " + got +
                       "; expected a TorchScript archive: save the model in Python with "
                       "torch.jit.script(model.eval()).save(\"weights.pt\") and copy it whole");
}

// A zip archive begins with "PK"; the pickle of an old torch.save with its opcode for the protocol, 0x80.
void check_first_bytes(const std::string& path) {
  char head[2] = {};
  std::ifstream in(path, std::ios::binary);
  in.read(head, sizeof head);
  if (in.gcount() == 0) refuse(path, "are empty or cannot be read");
  if (head[0] == '\x80') refuse(path, "hold Python objects pickled by torch.save");
  if (head[0] != 'P' || head[1] != 'K') refuse(path, "are in a format that is not known");
}

}  // namespace

void check_script_archive(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) refuse(path, "are not there or not a file");
  check_first_bytes(path);
  try {
    caffe2::serialize::PyTorchStreamReader reader(path);
    if (reader.hasRecord("constants.pkl")) return;  // only TorchScript writes it
    refuse(path, reader.hasRecord("data.pkl") ? "hold Python objects pickled by torch.save"
                                              : "are an archive of another kind");
  } catch (const c10::Error& error) {
    const std::string reason = first_meaningful_line(message_of(error));
    refuse(path, "are truncated or damaged (" + reason.substr(0, reason.find(". ")) + ")");
  }
}

}  // namespace nightjar
