#include <fmt/format.h>
#include <zlib.h>

#include <array>

#include "core/marketdata/byte_source.hpp"

namespace basis {

struct GzipBytes::State {
  z_stream stream{};
  std::array<char, 64 * 1024> input;
  std::uint64_t consumed = 0;  ///< compressed bytes read, those in `input` included
  bool between = true;         ///< at the start of a member
  bool any = false;            ///< at least one member has been read

  [[nodiscard]] std::uint64_t offset() const { return consumed - stream.avail_in; }
};

GzipBytes::GzipBytes(std::unique_ptr<ByteSource> compressed)
    : compressed_(std::move(compressed)), state_(std::make_unique<State>()) {
  constexpr int kGzipOnly = 16 + MAX_WBITS;
  require(inflateInit2(&state_->stream, kGzipOnly) == Z_OK, "zlib does not start");
}

GzipBytes::~GzipBytes() { inflateEnd(&state_->stream); }

void GzipBytes::stop(std::string why) {
  damage_ = std::move(why);
  ended_ = true;
}

/// False at the end of the compressed bytes.
Result<bool> GzipBytes::refill() {
  BASIS_TRY(const std::size_t got, compressed_->read(state_->input.data(), state_->input.size()));
  state_->stream.next_in = reinterpret_cast<Bytef*>(state_->input.data());
  state_->stream.avail_in = static_cast<uInt>(got);
  state_->consumed += got;
  return got != 0;
}

Result<std::size_t> GzipBytes::read(char* out, std::size_t size) {
  z_stream& stream = state_->stream;
  constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;
  std::size_t done = 0;
  while (done < size && !ended_) {
    if (stream.avail_in == 0) {
      BASIS_TRY(const bool more, refill());
      if (!more) {
        ended_ = true;
        if (!state_->between || !state_->any) {
          stop(fmt::format("the gzip file ends in the middle, after {} compressed bytes", state_->consumed));
        }
        break;
      }
    }
    const std::size_t wanted = std::min(size - done, kMostAtOnce);
    stream.next_out = reinterpret_cast<Bytef*>(out + done);
    stream.avail_out = static_cast<uInt>(wanted);
    state_->between = false;
    const int result = inflate(&stream, Z_NO_FLUSH);
    done += wanted - stream.avail_out;
    if (result == Z_STREAM_END) {
      state_->between = state_->any = true;
      inflateReset(&stream);
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      stop(fmt::format("the gzip data is damaged near compressed byte {}: {}", state_->offset(),
                       stream.msg != nullptr ? stream.msg : "unknown"));
    }
  }
  return done;
}

}  // namespace basis
