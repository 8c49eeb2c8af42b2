#include "venues/net/frame_reader.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

namespace basis::test {
namespace {

using net::FrameKind;
using net::FrameReader;
using Kind = FrameReader::Event::Kind;

void put(FrameReader& reader, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto room = reader.room();
    const std::size_t part = std::min(room.size(), bytes.size());
    std::copy_n(bytes.data(), part, room.data());
    reader.received(part);
    bytes.remove_prefix(part);
  }
}

/// A server's frame, written by the rules of RFC 6455, section 5.2.
std::string server_frame(bool last, unsigned kind, std::string_view text) {
  std::string bytes(1, static_cast<char>((last ? 0x80U : 0U) | kind));
  const auto byte = [&](std::size_t value) { bytes.push_back(static_cast<char>(value & 255)); };
  if (text.size() < 126) {
    byte(text.size());
  } else if (text.size() < 65'536) {
    byte(126);
    byte(text.size() >> 8);
    byte(text.size());
  } else {
    byte(127);
    for (int shift = 56; shift >= 0; shift -= 8) byte(text.size() >> shift);
  }
  return bytes.append(text);
}

TEST_CASE("frames: those of RFC 6455, section 5.7") {
  FrameReader reader(1'000);
  put(reader, "\x81\x05\x48\x65\x6c\x6c\x6f");           // "Hello"
  put(reader, "\x01\x03\x48\x65\x6c");                   // "Hel"
  put(reader, "\x89\x05\x48\x65\x6c\x6c\x6f");           // a ping between
  put(reader, std::string_view("\x80\x02\x6c\x6f", 4));  // "lo"
  CHECK(reader.next().payload == "Hello");
  const auto ping = reader.next();
  CHECK(ping.kind == Kind::ping);
  CHECK(ping.payload == "Hello");
  const auto text = reader.next();
  CHECK(text.kind == Kind::text);
  CHECK(text.payload == "Hello");
  CHECK(reader.next().kind == Kind::nothing);

  // The mask is 37 fa 21 3d in the order of its bytes.
  std::vector<char> out;
  net::append_client_frame(out, FrameKind::text, "Hello", 0x3d21fa37);
  CHECK(std::string(out.begin(), out.end()) == "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58");
}

TEST_CASE("frames: lengths of clients' frames, and masks over all of them") {
  for (const std::size_t size : {0U, 1U, 7U, 8U, 9U, 125U, 126U, 65'535U, 65'536U}) {
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 7);
    std::vector<char> out{'x'};
    net::append_client_frame(out, FrameKind::text, text, 0x04030201);
    const std::size_t head = size < 126 ? 2 : size < 65'536 ? 4 : 10;
    REQUIRE(out.size() == 1 + head + 4 + size);
    CHECK((out[2] & 0x80) != 0);
    bool right = true;
    for (std::size_t i = 0; i < size; ++i)
      right = right && static_cast<char>(out[1 + head + 4 + i] ^ static_cast<char>(1 + i % 4)) == text[i];
    CHECK(right);
  }
}

TEST_CASE("frames: what breaks the protocol is a fault, and nothing is read behind it") {
  struct Case {
    std::string bytes;
    const char* why;
  };
  const Case cases[] = {
      {std::string("\xC1\x00", 2), "reserved bits of a frame are set"},
      {std::string("\x81\x81\x01\x02\x03\x04\x05", 7), "a frame of a server is masked"},
      {std::string("\x09\x00", 2), "a control frame is split or longer than 125 bytes"},
      {std::string("\x89\x7e\x00\x7e", 4), "a control frame is split or longer than 125 bytes"},
      {std::string("\x81\x7e\x00\x7d", 4), "a length is written with more bytes than it needs"},
      {std::string("\x81\x7f\0\0\0\0\0\0\xff\xff", 10), "a length is written with more bytes than it needs"},
      {std::string("\x81\x7e\x03\xe9", 4), "a message is longer than 16 MiB"},  // 1001 here, of 1000
      {server_frame(false, 1, "a") + server_frame(true, 0, std::string(1'000, 'b')), "a message is longer than 16 MiB"},
      {server_frame(false, 1, "a") + server_frame(true, 1, "b"), "a message begins inside another"},
      {server_frame(true, 0, "a"), "a message is continued that has not begun"},
      {server_frame(true, 2, "a"), "the peer sent a binary message"},
      {server_frame(true, 3, "a"), "a frame of an unknown kind"},
  };
  for (const Case& each : cases) {
    FrameReader reader(1'000);
    put(reader, each.bytes);
    const auto event = reader.next();
    CHECK(event.kind == Kind::fault);
    CHECK(event.payload == each.why);
    put(reader, server_frame(true, 1, "more"));
    CHECK(reader.next().kind == Kind::nothing);
  }
}

TEST_CASE("frames: any messages, split and received anyhow, are put together as they were") {
  std::mt19937_64 random(7);
  const auto upto = [&](std::size_t most) { return static_cast<std::size_t>(random() % (most + 1)); };
  for (int round = 0; round < 200; ++round) {
    std::string bytes;
    std::vector<std::string> sent;
    for (std::size_t i = upto(20); i > 0; --i) {
      std::string text(upto(3) == 0 ? upto(100'000) : upto(300), '\0');
      for (char& letter : text) letter = static_cast<char>('a' + upto(25));
      const std::size_t parts = 1 + upto(3);
      std::size_t done = 0;
      for (std::size_t part = 1; part <= parts; ++part) {
        const std::size_t size = part == parts ? text.size() - done : upto(text.size() - done);
        bytes += server_frame(part == parts, part == 1 ? 1 : 0, std::string_view(text).substr(done, size));
        done += size;
        if (upto(4) == 0) bytes += server_frame(true, 9, "p");
      }
      sent.push_back(std::move(text));
    }
    FrameReader reader(1 << 20);
    std::vector<std::string> got;
    for (std::string_view rest = bytes; !rest.empty();) {
      const auto room = reader.room();
      const std::size_t part = std::min({room.size(), rest.size(), 1 + upto(upto(1) == 0 ? 10 : 70'000)});
      std::copy_n(rest.data(), part, room.data());
      reader.received(part);
      rest.remove_prefix(part);
      for (auto event = reader.next(); event.kind != Kind::nothing; event = reader.next()) {
        REQUIRE(event.kind != Kind::fault);
        if (event.kind != Kind::text) continue;
        got.emplace_back(event.payload);
        unsigned sum = 0;  // the slack is readable
        for (std::size_t i = 0; i < kFrameSlack; ++i)
          sum += static_cast<unsigned char>(event.payload.data()[event.payload.size() + i]);
        CHECK(sum < 256 * kFrameSlack);
      }
    }
    CHECK(got == sent);
  }
}

}  // namespace
}  // namespace basis::test
