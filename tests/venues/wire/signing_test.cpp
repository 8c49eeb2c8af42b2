#include <cstdio>
#include <random>

#include "tests/venues/wire/order_support.hpp"

namespace basis {
namespace {

using namespace test;

std::string repeated(std::size_t count, int byte) { return std::string(count, static_cast<char>(byte)); }

std::string hex(std::string_view key, std::string_view message) {
  std::string text(wire::kHexDigest, '#');
  const char* const end = wire::write_hex(text.data(), wire::HmacSha256(Secret(key)).sign(message));
  CHECK(end == text.data() + text.size());
  return text;
}
std::string base64(std::string_view key, std::string_view message) {
  std::string text(wire::kBase64Digest, '#');
  const char* const end = wire::write_base64(text.data(), wire::HmacSha256(Secret(key)).sign(message));
  CHECK(end == text.data() + text.size());
  return text;
}

TEST_CASE("RFC 4231") {
  CHECK(hex(repeated(20, 0x0b), "Hi There") == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hex("Jefe", "what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hex(repeated(20, 0xaa), repeated(50, 0xdd)) ==
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  std::string counted;
  for (int byte = 1; byte <= 25; ++byte) counted += static_cast<char>(byte);
  CHECK(hex(counted, repeated(50, 0xcd)) == "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
  CHECK(hex(repeated(20, 0x0c), "Test With Truncation").substr(0, 32) == "a3b6167473100ee06e0c796c2955552b");
  CHECK(hex(repeated(131, 0xaa), "Test Using Larger Than Block-Size Key - Hash Key First") ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  CHECK(hex(repeated(131, 0xaa),
            "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be "
            "hashed before being used by the HMAC algorithm.") ==
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

TEST_CASE("the examples Binance documents") {
  // developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security
  CHECK(hex(kSecret,
            "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp="
            "1499827319559") == "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71");
  // developers.binance.com/docs/derivatives/usds-margined-futures/general-info
  CHECK(hex("2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9",
            "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp="
            "1591702613943") == "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9");
}

TEST_CASE("hexadecimal digits of every byte") {
  for (int first = 0; first < 256; first += 32) {
    wire::Sha256Digest digest;
    std::string expected;
    for (int i = 0; i < 32; ++i) {
      digest[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(first + i);
      char digits[3];
      std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(first + i));
      expected += digits;
    }
    std::string written(wire::kHexDigest, '?');
    CHECK(wire::write_hex(written.data(), digest) == written.data() + written.size());
    CHECK(written == expected);
  }
}

TEST_CASE("any key and message is signed as OpenSSL signs it") {
  constexpr std::uint64_t kSeed = 4231;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  const auto bytes = [&](std::size_t size) {
    std::string text(size, '\0');
    for (char& c : text) c = static_cast<char>(random());
    return text;
  };
  // Every length round the ends of blocks, then all kinds.
  for (std::size_t size = 0; size < 1'000; ++size) {
    const std::string key = bytes(size < 300 ? size : random() % 200);
    const std::string message = bytes(size < 300 ? size : random() % 2'000);
    REQUIRE(hex(key, message) == openssl_hex(message, key));
    REQUIRE(base64(key, message) == openssl_base64(message, key));
  }
}

TEST_CASE("a signer that has moved signs on, and leaves nothing of its key") {
  alignas(wire::HmacSha256) std::array<unsigned char, sizeof(wire::HmacSha256)> memory;
  auto* const first = new (memory.data()) wire::HmacSha256(Secret(kSecret));
  const wire::Sha256Digest digest = first->sign("message");
  wire::HmacSha256 second(std::move(*first));
  CHECK(second.sign("message") == digest);
  CHECK(memory == std::array<unsigned char, sizeof(wire::HmacSha256)>{});

  *first = std::move(second);
  CHECK(first->sign("message") == digest);
  first->~HmacSha256();
  const volatile unsigned char* const left = memory.data();
  bool wiped = true;
  for (std::size_t i = 0; i < memory.size(); ++i) wiped = wiped && left[i] == 0;
  CHECK(wiped);
}

}  // namespace
}  // namespace basis
