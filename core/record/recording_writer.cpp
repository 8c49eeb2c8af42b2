#include "core/record/recording_writer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace basis {

RecordingWriter::RecordingWriter(std::filesystem::path path, int file, const RecordingOptions& options)
    : path_(std::move(path)), file_(file), options_(options), encoder_(options.level) {
  options_.block_bytes = std::min(options_.block_bytes, std::size_t{4} << 20);
}

RecordingWriter::RecordingWriter(RecordingWriter&& other) noexcept
    : path_(std::move(other.path_)),
      file_(std::exchange(other.file_, -1)),
      options_(other.options_),
      encoder_(std::move(other.encoder_)),
      out_(std::move(other.out_)),
      written_(other.written_),
      failed_(std::move(other.failed_)) {}

RecordingWriter::~RecordingWriter() {
  if (file_ < 0) return;
  (void)flush();
  ::close(file_);
}

Result<RecordingWriter> RecordingWriter::create(const std::filesystem::path& path, UtcTime created,
                                                const RecordingOptions& options) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0) return Error(ErrorKind::data, fmt::format("{}: {}", path.string(), std::strerror(errno)));
  RecordingWriter writer(path, file, options);
  BlockEncoder::append_file_header(writer.out_, created);
  BASIS_TRY(writer.write_out());
  return writer;
}

Result<void> RecordingWriter::add(const Frame& frame, SourceId source) {
  if (failed_) return *failed_;
  if (frame.bytes.size() > recording::kMostFrame) {
    return Error(ErrorKind::data, fmt::format("{}: a frame of {} bytes is longer than the {} a recording takes",
                                              path_.string(), frame.bytes.size(), recording::kMostFrame));
  }
  // A block is never longer than its limit or a single frame.
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
  if (::close(std::exchange(file_, -1)) != 0) {
    failed_ = Error(ErrorKind::data, fmt::format("{}: {}", path_.string(), std::strerror(errno)));
    return *failed_;
  }
  failed_ = Error(ErrorKind::data, fmt::format("{}: the recording is closed", path_.string()));
  return ok();
}

Result<void> RecordingWriter::write_out() {
  std::string_view rest = out_;
  while (!rest.empty()) {
    const ssize_t done = ::write(file_, rest.data(), rest.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) {
      failed_ = Error(ErrorKind::data, fmt::format("{}: {}", path_.string(), std::strerror(errno)));
      return *failed_;
    }
    rest.remove_prefix(static_cast<std::size_t>(done));
    written_ += static_cast<std::uint64_t>(done);
  }
  out_.clear();
  return ok();
}

}  // namespace basis
