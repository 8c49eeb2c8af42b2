#pragma once

#include "venues/chain/bytes.hpp"

namespace basis::chain {

/// Writes recursive length prefixes (ethereum.org, "Recursive-length prefix serialization"), in the order of the calls.
class RlpWriter {
 public:
  RlpWriter& string(ByteView bytes);
  /// The shortest big-endian bytes, none for zero.
  RlpWriter& integer(const u256& value);
  RlpWriter& integer(std::uint64_t value);
  RlpWriter& begin_list();
  RlpWriter& end_list();

  /// Moves the bytes out of the writer, which is empty then. A list that is still open is a broken invariant.
  [[nodiscard]] Bytes take();

 private:
  RlpWriter& stripped(ByteView big_endian);

  Bytes out_;
  std::vector<std::size_t> open_;  ///< where the payloads of the open lists start
};

/// Reads the items of one list, or of plain bytes, one after the other. It takes canonical encodings only: the shortest
/// prefix, a single byte below 0x80 as itself, nothing that ends early. It allocates nothing. Errors (data) name the
/// place. The bytes have to outlive it.
class RlpReader {
 public:
  explicit RlpReader(ByteView bytes) : bytes_(bytes) {}

  [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }
  /// Whether a list comes next, false at the end.
  [[nodiscard]] bool list_is_next() const { return !at_end() && bytes_[at_] >= 0xc0; }

  Result<ByteView> string();
  /// A reader of the list's items.
  Result<RlpReader> list();
  /// A string that is a number without leading zeros, of at most 256 bits.
  Result<u256> integer();
  /// The same, of at most 64 bits.
  Result<std::uint64_t> integer64();
  /// An error unless everything has been read.
  [[nodiscard]] Result<void> finish() const;

 private:
  struct Item {
    bool is_list = false;
    ByteView payload;
  };
  Result<Item> next();
  [[nodiscard]] Error fault(std::string_view what) const;

  ByteView bytes_;
  std::size_t at_ = 0;
};

/// Lists within lists that `check_rlp` follows.
inline constexpr std::size_t kMaximumRlpDepth = 64;

/// Whether the bytes are one item, canonical in all of its parts.
Result<void> check_rlp(ByteView bytes);

}  // namespace basis::chain
