#pragma once

#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/marketdata/frame_source.hpp"

namespace basis::test {

/// A folder of its own, gone with its maker.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "basis-record-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error(name);
    path_ = name;
  }
  ~Folder() {
    std::error_code left_behind;
    std::filesystem::remove_all(path_, left_behind);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::filesystem::path operator/(const char* name) const { return path_ / name; }
  [[nodiscard]] std::filesystem::path write(const char* name, std::string_view bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A gzip member.
inline std::string gzip(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  std::string input(text);
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// A frame that owns what it shows.
struct OwnFrame {
  std::int64_t received = 0;
  std::int64_t monotonic = 0;
  std::uint32_t connection = 0;
  FrameDirection direction = FrameDirection::in;
  std::string venue;
  std::string channel;
  std::string bytes;

  explicit OwnFrame(const Frame& frame)
      : received(frame.received.nanos()),
        monotonic(frame.monotonic.nanos()),
        connection(frame.connection),
        direction(frame.direction),
        venue(frame.venue),
        channel(frame.channel),
        bytes(frame.bytes) {}
  OwnFrame(std::int64_t received_ns, std::int64_t monotonic_ns, std::uint32_t on, FrameDirection way, std::string of,
           std::string at, std::string what)
      : received(received_ns),
        monotonic(monotonic_ns),
        connection(on),
        direction(way),
        venue(std::move(of)),
        channel(std::move(at)),
        bytes(std::move(what)) {}
  friend bool operator==(const OwnFrame&, const OwnFrame&) = default;

  [[nodiscard]] Frame view() const {
    return {
        UtcTime::from_nanos(received), MonoTime::from_nanos(monotonic), connection, direction, venue, channel, bytes};
  }
};

/// Every frame of a source, having read the slack behind each (which a
/// sanitizer build watches over).
inline std::vector<OwnFrame> read_all(FrameSource& source) {
  std::vector<OwnFrame> frames;
  Frame frame;
  volatile char seen = 0;
  while (true) {
    const Result<bool> any = source.next(frame);
    if (!any) throw std::runtime_error(any.error().text());
    if (!any.value()) return frames;
    for (std::size_t i = 0; i < kFrameSlack; ++i)
      seen = static_cast<char>(seen ^ frame.bytes.data()[frame.bytes.size() + i]);
    frames.emplace_back(frame);
  }
}

}  // namespace basis::test
