#include "core/marketdata/recording_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace basis {

RecordingWriter::RecordingWriter(std::filesystem::path path, std::FILE* file, const RecordingOptions& options)
    : path_(std::move(path)), file_(file), options_(options), encoder_(options.level) {
  options_.block_bytes = std::min(options_.block_bytes, std::size_t{4} << 20);
}

RecordingWriter::~RecordingWriter() {
  if (file_ != nullptr) (void)flush();
}

Result<RecordingWriter> RecordingWriter::create(const std::filesystem::path& path, UtcTime created,
                                                const RecordingOptions& options) {
  // x: an existing file is not overwritten; e: child processes do not inherit the file.
  std::FILE* file = std::fopen(path.c_str(), "wbxe");
  if (file == nullptr) return Error(ErrorKind::data, fmt::format("{}: {}", path.string(), std::strerror(errno)));
  // Unbuffered, so that a block is one system call.
  std::setvbuf(file, nullptr, _IONBF, 0);
  RecordingWriter writer(path, file, options);
  BlockEncoder::append_file_header(writer.out_, created);
  if (const auto written = writer.write_out(); !written) {
    std::error_code code;
    std::filesystem::remove(path, code);
    return written.error();
  }
  return writer;
}

Result<void> RecordingWriter::add(const Frame& frame, SourceId source) {
  if (failed_) return *failed_;
  if (frame.bytes.size() > recording::kMostFrame) {
    return Error(ErrorKind::data, fmt::format("{}: a frame of {} bytes is longer than the {} a recording takes",
                                              path_.string(), frame.bytes.size(), recording::kMostFrame));
  }
  // A block is never longer than its limit, unless it is a single longer frame.
  if (encoder_.pending_bytes() + frame.bytes.size() > options_.block_bytes) {
    BASIS_TRY(flush());
  }
  encoder_.add(frame, source);
  const bool full = encoder_.pending_bytes() >= options_.block_bytes;
  const bool old = frame.received - encoder_.pending_since() >= options_.flush_after;
  return full || old ? flush() : Result<void>(ok());
}

Result<void> RecordingWriter::flush() {
  if (failed_) return *failed_;
  encoder_.append_block(out_);
  return write_out();
}

Result<void> RecordingWriter::close() {
  if (failed_) return *failed_;
  encoder_.append_block(out_);
  encoder_.append_end(out_);
  BASIS_TRY(write_out());
  if (std::fclose(file_.release()) != 0) {
    failed_ = Error(ErrorKind::data, fmt::format("{}: {}", path_.string(), std::strerror(errno)));
    return *failed_;
  }
  failed_ = Error(ErrorKind::data, fmt::format("{}: the recording is closed", path_.string()));
  return ok();
}

Result<void> RecordingWriter::write_out() {
  if (std::fwrite(out_.data(), 1, out_.size(), file_.get()) != out_.size()) {
    failed_ = Error(ErrorKind::data, fmt::format("{}: {}", path_.string(), std::strerror(errno)));
    return *failed_;
  }
  written_ += out_.size();
  out_.clear();
  return ok();
}

}  // namespace basis
