#include "tools/cli/log.h"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <system_error>

#include "nightjar/error.h"
#include "tools/cli/console.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

class ConsoleSink : public spdlog::sinks::base_sink<std::mutex> {
 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t text;
    formatter_->format(message, text);
    std::string_view line(text.data(), text.size());
    if (line.ends_with('\n')) line.remove_suffix(1);
    console().print(line);
  }
  void flush_() override {}
};

std::shared_ptr<spdlog::sinks::sink> make_sink(const std::string& file) {
  if (file.empty()) {
    auto sink = std::make_shared<ConsoleSink>();
    sink->set_pattern("nightjar: %l: %v");
    return sink;
  }
  const std::string option = "--log-file " + printable(file) + ": ";
  // spdlog would make the folder.
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  if (std::error_code ignored; !folder.empty() && !std::filesystem::is_directory(folder, ignored))
    throw SetupError(ErrorCode::bad_option,
                     option + "there is no folder " + printable(folder.string()) + "; make it first");
  try {
    return std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
  } catch (const spdlog::spdlog_ex& error) {
    throw SetupError(ErrorCode::bad_option, option + error.what());
  }
}

}  // namespace

void start_log(const LogOptions& options) {
  auto logger = std::make_shared<spdlog::logger>("nightjar", make_sink(options.file));
  logger->set_level(spdlog::level::from_str(options.level));
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace nightjar::cli
