#include "core/marketdata/block_encoder.hpp"

#include <fmt/format.h>
#include <xxhash.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace basis {
namespace {

using recording::BlockHeader;
using recording::BlockKind;

template <class Struct>
void append_struct(std::string& out, const Struct& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_header(std::string& out, BlockHeader header) {
  header.magic = recording::kBlockMagic;
  header.hash = XXH3_64bits(&header, offsetof(BlockHeader, hash));
  append_struct(out, header);
}

}  // namespace

struct BlockEncoder::Zstd {
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };
  std::unique_ptr<ZSTD_CCtx, Free> context{ZSTD_createCCtx()};
  int level = 0;

  /// Appends header and compressed payload.
  void append(std::string& out, BlockHeader header, std::string_view raw) const {
    const std::size_t start = out.size();
    const std::size_t room = ZSTD_compressBound(raw.size());
    out.resize(start + sizeof header + room);
    char* payload = out.data() + start + sizeof header;
    const std::size_t stored = ZSTD_compressCCtx(context.get(), payload, room, raw.data(), raw.size(), level);
    require(ZSTD_isError(stored) == 0, "zstd does not compress");
    header.raw_bytes = static_cast<std::uint32_t>(raw.size());
    header.stored_bytes = static_cast<std::uint32_t>(stored);
    header.payload_hash = XXH3_64bits(payload, stored);
    std::string head;
    append_header(head, header);
    std::memcpy(out.data() + start, head.data(), head.size());
    out.resize(start + sizeof header + stored);
  }
};

BlockEncoder::BlockEncoder(int level) : zstd_(std::make_unique<Zstd>()) {
  zstd_->level = level;
  start_block();
}
BlockEncoder::~BlockEncoder() = default;
BlockEncoder::BlockEncoder(BlockEncoder&&) noexcept = default;
BlockEncoder& BlockEncoder::operator=(BlockEncoder&&) noexcept = default;

void BlockEncoder::start_block() {
  frames_.clear();
  for (Names& names : names_) names.used = false;
  block_ = BlockHeader{};
  block_.kind = BlockKind::frames;
}

Result<SourceId> BlockEncoder::source(std::string_view venue, std::string_view channel) {
  constexpr std::size_t kMost = std::numeric_limits<std::uint16_t>::max();
  const auto known = std::find_if(names_.begin(), names_.end(),
                                  [&](const Names& names) { return names.venue == venue && names.channel == channel; });
  const auto id = static_cast<std::uint16_t>(known - names_.begin());
  if (known != names_.end()) return SourceId{id};
  const std::size_t bytes = name_bytes_ + sizeof(recording::SourceHeader) + venue.size() + channel.size();
  if (venue.size() > kMost || channel.size() > kMost || names_.size() >= kMost || bytes > recording::kMostNameBytes) {
    return Error(ErrorKind::data, fmt::format("a recording holds {} names of at most {} bytes each, {} in all", kMost,
                                              kMost, recording::kMostNameBytes));
  }
  name_bytes_ = bytes;
  names_.push_back({std::string(venue), std::string(channel), false});
  return SourceId{id};
}

void BlockEncoder::add(const Frame& frame, SourceId source) {
  require(frame.bytes.size() <= recording::kMostFrame, "a frame that is too long is refused before");
  require(source.value < names_.size(), "a frame's source is one of the recording's");
  names_[source.value].used = true;
  recording::FrameHeader header{};
  header.received_ns = frame.received.nanos();
  header.monotonic_ns = frame.monotonic.nanos();
  header.connection = frame.connection;
  header.bytes = static_cast<std::uint32_t>(frame.bytes.size());
  header.source = source.value;
  header.direction = static_cast<std::uint8_t>(frame.direction);
  append_struct(frames_, header);
  frames_.append(frame.bytes);
  if (block_.frames++ == 0) block_.first_received_ns = header.received_ns;
  block_.last_received_ns = header.received_ns;
}

void BlockEncoder::append_file_header(std::string& out, UtcTime created) {
  recording::FileHeader header{};
  std::copy(std::begin(recording::kFileMagic), std::end(recording::kFileMagic), header.magic);
  header.version = recording::kVersion;
  header.bytes = sizeof header;
  header.created_ns = created.nanos();
  header.hash = XXH3_64bits(&header, offsetof(recording::FileHeader, hash));
  append_struct(out, header);
}

void BlockEncoder::append_block(std::string& out) {
  if (empty()) return;
  raw_.clear();
  recording::BlockPrefix prefix{};
  for (const Names& names : names_) prefix.sources += names.used ? 1U : 0U;
  append_struct(raw_, prefix);
  for (std::size_t id = 0; id < names_.size(); ++id) {
    const Names& names = names_[id];
    if (!names.used) continue;
    append_struct(
        raw_, recording::SourceHeader{static_cast<std::uint16_t>(id), static_cast<std::uint16_t>(names.venue.size()),
                                      static_cast<std::uint16_t>(names.channel.size()), 0});
    raw_.append(names.venue).append(names.channel);
  }
  raw_.append(frames_);
  require(raw_.size() <= recording::kMostBlock, "a block is within its limit");
  block_.sequence = sequence_++;
  written_frames_ += block_.frames;
  zstd_->append(out, block_, raw_);
  start_block();
}

void BlockEncoder::append_end(std::string& out) {
  BlockHeader header{};
  header.kind = BlockKind::end;
  header.sequence = sequence_++;
  header.frames = written_frames_;
  header.payload_hash = XXH3_64bits(nullptr, 0);
  append_header(out, header);
}

void BlockEncoder::append_raw_block(std::string& out, BlockHeader header, std::string_view raw) {
  Zstd zstd;
  zstd.level = 1;
  zstd.append(out, header, raw);
}

}  // namespace basis
