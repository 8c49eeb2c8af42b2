#include "venues/chain/rlp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace basis::chain {
namespace {

constexpr std::uint8_t kShortString = 0x80;
constexpr std::uint8_t kShortList = 0xc0;
constexpr std::size_t kShortest = 55;  // bytes of payload that a prefix of one byte tells

/// A prefix: at most one byte, and eight of length.
struct Prefix {
  std::array<std::uint8_t, 9> bytes{};
  std::size_t size = 0;
};

Prefix prefix_of(std::size_t payload, std::uint8_t base) {
  Prefix prefix;
  if (payload <= kShortest) {
    prefix.bytes[0] = static_cast<std::uint8_t>(base + payload);
    prefix.size = 1;
    return prefix;
  }
  std::size_t digits = 0;
  for (std::size_t rest = payload; rest != 0; rest >>= 8) ++digits;
  prefix.bytes[0] = static_cast<std::uint8_t>(base + kShortest + digits);
  for (std::size_t i = 0; i < digits; ++i) prefix.bytes[digits - i] = static_cast<std::uint8_t>(payload >> (8 * i));
  prefix.size = 1 + digits;
  return prefix;
}

Result<void> check_items(RlpReader reader, std::size_t depth) {
  while (!reader.at_end()) {
    if (!reader.list_is_next()) {
      BASIS_TRY(reader.string());
      continue;
    }
    if (depth == kMaximumRlpDepth)
      return Error(ErrorKind::data, fmt::format("RLP: lists stand more than {} deep", kMaximumRlpDepth));
    BASIS_TRY(const RlpReader inner, reader.list());
    BASIS_TRY(check_items(inner, depth + 1));
  }
  return ok();
}

}  // namespace

RlpWriter& RlpWriter::string(ByteView bytes) {
  if (bytes.size() != 1 || bytes[0] >= kShortString) {
    const Prefix prefix = prefix_of(bytes.size(), kShortString);
    out_.insert(out_.end(), prefix.bytes.begin(), prefix.bytes.begin() + static_cast<std::ptrdiff_t>(prefix.size));
  }
  out_.insert(out_.end(), bytes.begin(), bytes.end());
  return *this;
}

RlpWriter& RlpWriter::stripped(ByteView big_endian) {
  const auto first = std::find_if(big_endian.begin(), big_endian.end(), [](std::uint8_t byte) { return byte != 0; });
  return string(big_endian.subspan(static_cast<std::size_t>(first - big_endian.begin())));
}

RlpWriter& RlpWriter::integer(const u256& value) { return stripped(word_of(value)); }

RlpWriter& RlpWriter::integer(std::uint64_t value) {
  std::array<std::uint8_t, 8> bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[bytes.size() - 1 - i] = static_cast<std::uint8_t>(value >> (8 * i));
  return stripped(bytes);
}

RlpWriter& RlpWriter::begin_list() {
  open_.push_back(out_.size());
  return *this;
}

RlpWriter& RlpWriter::end_list() {
  require(!open_.empty(), "a list is open");
  const std::size_t start = open_.back();
  open_.pop_back();
  const Prefix prefix = prefix_of(out_.size() - start, kShortList);
  out_.insert(out_.begin() + static_cast<std::ptrdiff_t>(start), prefix.bytes.begin(),
              prefix.bytes.begin() + static_cast<std::ptrdiff_t>(prefix.size));
  return *this;
}

Bytes RlpWriter::take() {
  require(open_.empty(), "no list is open");
  return std::exchange(out_, {});
}

Error RlpReader::fault(std::string_view what) const {
  return {ErrorKind::data, fmt::format("RLP: byte {} of {}: {}", at_, bytes_.size(), what)};
}

Result<RlpReader::Item> RlpReader::next() {
  if (at_end()) return fault("an item is missing");
  const std::uint8_t first = bytes_[at_];
  if (first < kShortString) return Item{false, bytes_.subspan(at_++, 1)};
  const bool is_list = first >= kShortList;
  const std::size_t base = is_list ? kShortList : kShortString;
  std::size_t start = at_ + 1;
  std::size_t size = first - base;
  if (size > kShortest) {
    const std::size_t digits = size - kShortest;
    if (bytes_.size() - start < digits) return fault("a length ends early");
    size = 0;
    for (std::size_t i = 0; i < digits; ++i) size = size << 8 | bytes_[start + i];
    if (bytes_[start] == 0 || size <= kShortest) return fault("a length is not in its shortest form");
    start += digits;
  }
  if (bytes_.size() - start < size) return fault("an item ends early");
  if (!is_list && size == 1 && bytes_[start] < kShortString) return fault("a single byte is not in its shortest form");
  at_ = start + size;
  return Item{is_list, bytes_.subspan(start, size)};
}

Result<ByteView> RlpReader::string() {
  if (list_is_next()) return fault("a list instead of a string");
  BASIS_TRY(const Item item, next());
  return item.payload;
}

Result<RlpReader> RlpReader::list() {
  if (!at_end() && !list_is_next()) return fault("a string instead of a list");
  BASIS_TRY(const Item item, next());
  return RlpReader(item.payload);
}

Result<u256> RlpReader::integer() {
  const RlpReader before = *this;
  BASIS_TRY(const ByteView bytes, string());
  if (bytes.size() > 32) return before.fault("a number of more than 256 bits");
  if (!bytes.empty() && bytes[0] == 0) return before.fault("a number with leading zeros");
  return number_of(bytes);
}

Result<std::uint64_t> RlpReader::integer64() {
  const RlpReader before = *this;
  BASIS_TRY(const u256 value, integer());
  if (value > std::numeric_limits<std::uint64_t>::max()) return before.fault("a number of more than 64 bits");
  return static_cast<std::uint64_t>(value);
}

Result<void> RlpReader::finish() const {
  if (!at_end()) return fault("more than was expected");
  return ok();
}

Result<void> check_rlp(ByteView bytes) {
  RlpReader reader(bytes);
  if (!reader.list_is_next()) {
    BASIS_TRY(reader.string());
    return reader.finish();
  }
  BASIS_TRY(const RlpReader inner, reader.list());
  BASIS_TRY(reader.finish());
  return check_items(inner, 1);
}

}  // namespace basis::chain
