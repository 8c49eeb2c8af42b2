#include "venues/net/frame_reader.hpp"

#include <algorithm>
#include <cstring>

namespace basis::net {
namespace {

constexpr std::size_t kLeastRoom = 16'384;  // a TLS record

std::uint64_t big_endian(const unsigned char* bytes, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | bytes[i];
  return value;
}

/// `to` = `from` with every fourth byte changed by the same byte of the mask, eight bytes at a time.
void mask_bytes(char* to, std::string_view from, std::uint32_t mask) {
  const std::uint64_t twice = std::uint64_t{mask} << 32 | mask;
  std::size_t at = 0;
  for (; at + 8 <= from.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, from.data() + at, 8);
    word ^= twice;
    std::memcpy(to + at, &word, 8);
  }
  char last[8];
  std::memcpy(last, &twice, 8);
  for (std::size_t i = 0; at < from.size(); ++at, ++i) to[at] = static_cast<char>(from[at] ^ last[i]);
}

}  // namespace

void append_client_frame(std::vector<char>& out, FrameKind kind, std::string_view payload, std::uint32_t mask) {
  constexpr unsigned kLast = 0x80, kMasked = 0x80;
  unsigned char head[14];
  std::size_t size = 2;
  head[0] = static_cast<unsigned char>(kLast | static_cast<unsigned>(kind));
  const auto put_length = [&](unsigned mark, std::size_t bytes) {
    head[1] = static_cast<unsigned char>(kMasked | mark);
    for (std::size_t i = bytes; i-- > 0;) head[size++] = static_cast<unsigned char>(payload.size() >> (8 * i));
  };
  if (payload.size() < 126)
    put_length(static_cast<unsigned>(payload.size()), 0);
  else if (payload.size() < 65'536)
    put_length(126, 2);
  else
    put_length(127, 8);
  std::memcpy(head + size, &mask, 4);
  size += 4;
  const std::size_t before = out.size();
  out.resize(before + size + payload.size());
  std::memcpy(out.data() + before, head, size);
  mask_bytes(out.data() + before + size, payload, mask);
}

std::span<char> FrameReader::room() {
  if (begin_ == end_) begin_ = end_ = 0;
  const std::size_t used = end_ - begin_;
  const std::size_t lacking = std::max(kLeastRoom, wanted_ > used ? wanted_ - used : 0);
  const auto free = [&] { return bytes_.size() - kFrameSlack - end_; };
  if (free() < lacking) {
    std::memmove(bytes_.data(), bytes_.data() + begin_, used);
    begin_ = 0;
    end_ = used;
    if (free() < lacking) bytes_.resize(std::max(end_ + lacking, 2 * (bytes_.size() - kFrameSlack)) + kFrameSlack);
  }
  return {bytes_.data() + end_, free()};
}

FrameReader::Event FrameReader::fault(std::string_view why) {
  broken_ = true;
  return {Event::Kind::fault, why};
}

/// Returns why the head is none; with a size of zero it is not whole.
std::string_view FrameReader::read_head(Head& head) {
  const std::size_t there = end_ - begin_;
  const auto* at = reinterpret_cast<const unsigned char*>(bytes_.data() + begin_);
  if (there < 2) return {};
  head.kind = static_cast<FrameKind>(at[0] & 0x0F);
  head.last = (at[0] & 0x80) != 0;
  if ((at[0] & 0x70) != 0) return "reserved bits of a frame are set";
  if ((at[1] & 0x80) != 0) return "a frame of a server is masked";
  const unsigned mark = at[1] & 0x7F;
  const bool control = (at[0] & 0x08) != 0;
  if (control && (!head.last || mark > 125)) return "a control frame is split or longer than 125 bytes";
  const std::size_t length = mark == 126 ? 2 : mark == 127 ? 8 : 0;
  if (there < 2 + length) return {};
  const std::uint64_t payload = length == 0 ? mark : big_endian(at + 2, length);
  if ((length == 2 && payload < 126) || (length == 8 && payload < 65'536))
    return "a length is written with more bytes than it needs";
  if (payload > most_) return "a message is longer than 16 MiB";
  head.size = 2 + length;
  head.payload = payload;
  return {};
}

FrameReader::Event FrameReader::next() {
  while (!broken_) {
    Head head;
    if (const auto why = read_head(head); !why.empty()) return fault(why);
    wanted_ = head.size == 0 ? 0 : head.size + head.payload;
    if (head.size == 0 || end_ - begin_ < wanted_) return {};
    const std::string_view payload(bytes_.data() + begin_ + head.size, head.payload);
    begin_ += wanted_;
    wanted_ = 0;
    if (const Event event = take(head, payload); event.kind != Event::Kind::nothing) return event;
  }
  return {};
}

FrameReader::Event FrameReader::take(const Head& head, std::string_view payload) {
  switch (head.kind) {
    case FrameKind::ping: return {Event::Kind::ping, payload};
    case FrameKind::pong: return {Event::Kind::pong, payload};
    case FrameKind::close: return {Event::Kind::close, payload};
    case FrameKind::text:
      if (assembling_) return fault("a message begins inside another");
      if (head.last) return {Event::Kind::text, payload};
      assembling_ = true;
      assembled_size_ = 0;
      break;
    case FrameKind::continuation:
      if (!assembling_) return fault("a message is continued that has not begun");
      break;
    case FrameKind::binary: return fault("the peer sent a binary message");
    default: return fault("a frame of an unknown kind");
  }
  if (assembled_size_ + payload.size() > most_) return fault("a message is longer than 16 MiB");
  const std::size_t size = assembled_size_ + payload.size();
  if (assembled_.size() < size + kFrameSlack) assembled_.resize(std::max(size, 2 * assembled_size_) + kFrameSlack);
  if (!payload.empty()) std::memcpy(assembled_.data() + assembled_size_, payload.data(), payload.size());
  assembled_size_ = size;
  if (!head.last) return {};
  assembling_ = false;
  return {Event::Kind::text, {assembled_.data(), assembled_size_}};
}

}  // namespace basis::net
