#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace basis::recording {

// A recording is a file header followed by blocks. A block is a header and a payload compressed by zstd: a
// prefix, the names that its frames use, and the frames. Each block can be read without the others, so that
// damage is limited to the blocks it affects. A file that was closed ends with an empty block of kind `end`.
// All numbers are little-endian.

static_assert(std::endian::native == std::endian::little, "recordings are written as the machine holds numbers");

inline constexpr char kFileMagic[8] = {'B', 'A', 'S', 'I', 'S', 'R', 'E', 'C'};
inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::uint32_t kBlockMagic = 0x4B4C'4252;  // "RBLK"

/// The writer refuses longer frames.
inline constexpr std::size_t kMostFrame = std::size_t{32} << 20;
/// Limit of all names of a recording together, with their headers.
inline constexpr std::size_t kMostNameBytes = std::size_t{2} << 20;
/// A block header with a larger size is not accepted, even if its hash matches.
inline constexpr std::size_t kMostBlock = std::size_t{40} << 20;

enum class BlockKind : std::uint32_t { frames = 1, end = 2 };

struct FileHeader {
  char magic[8];
  std::uint32_t version;
  std::uint32_t bytes;  ///< size of this header
  std::int64_t created_ns;
  std::uint8_t reserved[32];
  std::uint64_t hash;  ///< XXH3, 64 bits, of all bytes before it
};
static_assert(sizeof(FileHeader) == 64);

struct BlockHeader {
  std::uint32_t magic;
  BlockKind kind;
  std::uint64_t sequence;  ///< from 0
  std::uint32_t stored_bytes;
  std::uint32_t raw_bytes;
  std::uint64_t frames;  ///< in this block; in the end block: in the file
  std::int64_t first_received_ns;
  std::int64_t last_received_ns;
  std::uint64_t payload_hash;  ///< XXH3, 64 bits, of the stored bytes
  std::uint64_t hash;          ///< XXH3, 64 bits, of all bytes before it
};
static_assert(sizeof(BlockHeader) == 64);

struct BlockPrefix {
  std::uint32_t sources;
  std::uint32_t reserved;
};
static_assert(sizeof(BlockPrefix) == 8);

/// Followed by the two names.
struct SourceHeader {
  std::uint16_t id;  ///< the same in the whole file
  std::uint16_t venue_bytes;
  std::uint16_t channel_bytes;
  std::uint16_t reserved;
};
static_assert(sizeof(SourceHeader) == 8);

/// Followed by the frame's bytes. A received frame of a connection without bytes says that the connection has ended:
/// no venue sends an empty message.
struct FrameHeader {
  std::int64_t received_ns;
  std::int64_t monotonic_ns;
  std::uint32_t connection;
  std::uint32_t bytes;
  std::uint16_t source;
  std::uint8_t direction;
  std::uint8_t reserved[5];
};
static_assert(sizeof(FrameHeader) == 32);

}  // namespace basis::recording
