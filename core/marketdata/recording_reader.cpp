#include "core/marketdata/recording_reader.hpp"

#include <fmt/format.h>
#include <xxhash.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>

namespace basis {
namespace {

using recording::BlockHeader;
using recording::BlockKind;

template <class Struct>
Struct read_struct(const char* from) {
  Struct value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

bool believable(const BlockHeader& header) {
  const bool known = header.kind == BlockKind::frames || header.kind == BlockKind::end;
  return header.magic == recording::kBlockMagic && known && header.stored_bytes <= recording::kMostBlock &&
         header.raw_bytes <= recording::kMostBlock && header.hash == XXH3_64bits(&header, offsetof(BlockHeader, hash));
}

}  // namespace

struct RecordingReader::Zstd {
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  std::unique_ptr<ZSTD_DCtx, Free> context{ZSTD_createDCtx()};
};

RecordingReader::RecordingReader(std::unique_ptr<ByteSource> bytes)
    : bytes_(std::move(bytes)), zstd_(std::make_unique<Zstd>()) {}
RecordingReader::~RecordingReader() = default;

Result<std::unique_ptr<RecordingReader>> RecordingReader::open(std::unique_ptr<ByteSource> bytes) {
  std::unique_ptr<RecordingReader> reader(new RecordingReader(std::move(bytes)));
  BASIS_TRY(reader->read_file_header());
  return reader;
}

Result<void> RecordingReader::read_file_header() {
  recording::FileHeader header{};
  BASIS_TRY(const std::size_t got, ensure(sizeof header));
  std::memcpy(&header, input_.data(), std::min(got, sizeof header));
  if (!std::equal(header.magic, header.magic + std::min(got, sizeof header.magic), recording::kFileMagic)) {
    return Error(ErrorKind::data, "this is no recording");
  }
  if (got < sizeof header) {
    report_.cut = fmt::format("the file ends within its header, at byte {}", got);
    finished_ = true;
    skip(got);
    return ok();
  }
  if (header.hash != XXH3_64bits(&header, offsetof(recording::FileHeader, hash))) {
    damaged("the file's header does not match its hash");  // the blocks do not depend on it
  } else if (header.version != recording::kVersion || header.bytes != sizeof header) {
    return Error(ErrorKind::data, fmt::format("this recording is of version {}; version {} can be read", header.version,
                                              recording::kVersion));
  } else {
    created_ = UtcTime::from_nanos(header.created_ns);
  }
  skip(sizeof header);
  return ok();
}

/// Makes `wanted` bytes available from `begin_`, or as many as there are; returns how many.
Result<std::size_t> RecordingReader::ensure(std::size_t wanted) {
  if (end_ - begin_ >= wanted || all_read_) return end_ - begin_;
  if (begin_ != 0) {
    std::memmove(input_.data(), input_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  constexpr std::size_t kLeast = 64 * 1024;
  if (input_.size() < std::max(wanted, kLeast)) input_.resize(std::max(wanted, kLeast));
  BASIS_TRY(const std::size_t got, bytes_->read(input_.data() + end_, input_.size() - end_));
  all_read_ = got < input_.size() - end_;
  end_ += got;
  return end_ - begin_;
}

void RecordingReader::skip(std::size_t count) {
  begin_ += count;
  offset_ += count;
}

Result<bool> RecordingReader::next(Frame& frame) {
  while (true) {
    if (frames_left_ != 0 && next_frame(frame)) return true;
    BASIS_TRY(const bool any, next_block());
    if (!any) return false;
  }
}

/// Advances to the next block that can be read; false at the end.
Result<bool> RecordingReader::next_block() {
  while (true) {
    BASIS_TRY(const std::size_t got, ensure(sizeof(BlockHeader)));
    if (got < sizeof(BlockHeader)) {
      input_ends();
      return false;
    }
    const auto header = read_struct<BlockHeader>(input_.data() + begin_);
    if (believable(header)) {
      BASIS_TRY(const bool taken, take_block(header));
      if (taken) return true;
    } else {
      damaged("there is no whole block header here");
    }
    // After any fault, reading continues at the next magic number of a block.
    const char* start = input_.data() + begin_ + 1;
    const auto magic = recording::kBlockMagic;
    const auto* magic_bytes = reinterpret_cast<const char*>(&magic);
    const char* found =
        std::search(start, static_cast<const char*>(input_.data() + end_), magic_bytes, magic_bytes + sizeof magic);
    const char* keep = input_.data() + end_ -
                       std::min<std::size_t>(sizeof magic - 1, static_cast<std::size_t>(input_.data() + end_ - start));
    skip(static_cast<std::size_t>(std::min(found, keep) - (input_.data() + begin_)));
  }
}

/// Takes the block at `begin_`, whose header is valid; false when the block is cut or does not match its hash.
Result<bool> RecordingReader::take_block(const BlockHeader& header) {
  const std::size_t length = sizeof header + header.stored_bytes;
  BASIS_TRY(const std::size_t got, ensure(length));
  if (got < length) {
    damaged(fmt::format("the block is {} bytes long and {} are there", length, got));
    return false;
  }
  const std::string_view stored(input_.data() + begin_ + sizeof header, header.stored_bytes);
  if (XXH3_64bits(stored.data(), stored.size()) != header.payload_hash) {
    damaged("the block does not match its hash");
    return false;
  }
  damage_ends(header.sequence);
  const std::uint64_t at = offset_;
  expected_ = header.sequence + 1;
  finished_ = header.kind == BlockKind::end;
  const Fault fault = finished_ ? Fault() : unpack(header, stored);
  skip(length);
  if (!fault.empty()) {
    frames_left_ = 0;
    ++report_.bad_blocks;
    report_.add_fault(fmt::format("block {} at byte {}: {}", header.sequence, at, fault));
  }
  return true;
}

RecordingReader::Fault RecordingReader::unpack(const BlockHeader& header, std::string_view stored) {
  if (raw_.size() < header.raw_bytes + kFrameSlack) raw_.resize(header.raw_bytes + kFrameSlack);
  const std::size_t got =
      ZSTD_decompressDCtx(zstd_->context.get(), raw_.data(), header.raw_bytes, stored.data(), stored.size());
  if (ZSTD_isError(got) != 0) return fmt::format("it does not decompress: {}", ZSTD_getErrorName(got));
  raw_at_ = 0;
  raw_end_ = got;
  frames_left_ = header.frames;
  return read_names();
}

RecordingReader::Fault RecordingReader::read_names() {
  names_.clear();
  if (raw_end_ < sizeof(recording::BlockPrefix)) return "it has no table of names";
  const auto prefix = read_struct<recording::BlockPrefix>(raw_.data());
  raw_at_ = sizeof prefix;
  for (std::uint32_t i = 0; i < prefix.sources; ++i) {
    if (raw_end_ - raw_at_ < sizeof(recording::SourceHeader)) return "its table of names does not end";
    const auto header = read_struct<recording::SourceHeader>(raw_.data() + raw_at_);
    raw_at_ += sizeof header;
    const std::size_t bytes = std::size_t{header.venue_bytes} + header.channel_bytes;
    if (raw_end_ - raw_at_ < bytes) return "its table of names does not end";
    if (names_.size() <= header.id) names_.resize(header.id + std::size_t{1});
    const char* text = raw_.data() + raw_at_;
    names_[header.id] = {true, {text, header.venue_bytes}, {text + header.venue_bytes, header.channel_bytes}};
    raw_at_ += bytes;
  }
  return {};
}

/// Reads the next frame of the current block. When it is not valid, returns false and drops the rest of the
/// block.
bool RecordingReader::next_frame(Frame& frame) {
  const std::size_t left = raw_end_ - raw_at_;
  const auto give_up = [&](const char* why) {
    frames_left_ = 0;
    ++report_.bad_blocks;
    report_.add_fault(fmt::format("block {}, frame at byte {} of its content: {}", expected_ - 1, raw_at_, why));
    return false;
  };
  if (left < sizeof(recording::FrameHeader)) return give_up("it ends within the header");
  const auto header = read_struct<recording::FrameHeader>(raw_.data() + raw_at_);
  if (header.bytes > left - sizeof header) return give_up("it ends behind its block");
  if (header.source >= names_.size() || !names_[header.source].known) return give_up("its source has no name");
  if (header.direction > static_cast<std::uint8_t>(FrameDirection::out)) return give_up("it goes neither in nor out");
  const Name& name = names_[header.source];
  frame.received = UtcTime::from_nanos(header.received_ns);
  frame.monotonic = MonoTime::from_nanos(header.monotonic_ns);
  frame.connection = header.connection;
  frame.direction = static_cast<FrameDirection>(header.direction);
  frame.venue = name.venue;
  frame.channel = name.channel;
  frame.bytes = {raw_.data() + raw_at_ + sizeof header, header.bytes};
  raw_at_ += sizeof header + header.bytes;
  --frames_left_;
  ++report_.frames;
  return true;
}

/// Records the start of a damaged range; further faults within it are not reported.
void RecordingReader::damaged(Fault fault) {
  if (damage_) return;
  damage_ = std::move(fault);
  damage_at_ = offset_;
}

/// A valid block with this sequence ends a damaged range, or shows that blocks are missing.
void RecordingReader::damage_ends(std::uint64_t sequence) {
  const std::uint64_t lost = sequence > expected_ ? sequence - expected_ : 0;
  if (damage_) {
    // A damaged file header loses no block.
    if (lost != 0 || damage_at_ != 0) report_.bad_blocks += std::max<std::uint64_t>(lost, 1);
    report_.add_fault(fmt::format("block {} at byte {}: {}; {} lost, reading goes on at byte {}", expected_, damage_at_,
                                  *damage_, lost, offset_));
  } else if (lost != 0) {
    report_.bad_blocks += lost;
    report_.add_fault(fmt::format("block {} at byte {}: {} missing", expected_, offset_, lost));
  }
  damage_.reset();
}

/// There is no further block: reports the bytes left over and whether the end block was read.
void RecordingReader::input_ends() {
  const std::uint64_t size = offset_ + (end_ - begin_);
  if (begin_ != end_) damaged(fmt::format("{} bytes are no whole block header", end_ - begin_));
  skip(end_ - begin_);
  if (finished_) {
    if (damage_) {
      ++report_.bad_blocks;
      report_.add_fault(fmt::format("bytes {} to {} lie behind the end: {}", damage_at_, size, *damage_));
    }
  } else if (!report_.cut) {
    report_.cut = damage_
                      ? fmt::format("from byte {} to the end of the file at {} nothing can be read: {}", damage_at_,
                                    size, *damage_)
                      : fmt::format("the file ends at byte {} after a whole block, without having been closed", size);
  }
  damage_.reset();
  finished_ = true;
}

}  // namespace basis
