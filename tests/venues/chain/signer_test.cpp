#include "venues/chain/signer.hpp"

#include <doctest/doctest.h>
#include <openssl/sha.h>

#include <optional>
#include <type_traits>

#include "tests/support/rounds.hpp"
#include "tests/venues/chain/chain_support.hpp"

namespace basis::chain {
namespace {

PrivateKey key_of(std::string_view hex) { return PrivateKey::parse(Secret(hex)).value(); }

Hash32 sha256(std::string_view text) {
  Hash32 hash{};
  SHA256(as_bytes(text).data(), text.size(), hash.data());
  return hash;
}

constexpr std::string_view kOrder = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

}  // namespace

static_assert(!std::is_copy_constructible_v<PrivateKey> && !std::is_copy_assignable_v<PrivateKey>);
static_assert(!std::is_default_constructible_v<PrivateKey>);

TEST_CASE("chain: a key has the account that its owner knows") {
  // The first account of anvil and hardhat, and the account of the key 1.
  CHECK(key_of("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80").address().to_string() ==
        "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
  CHECK(key_of(std::string(63, '0') + "1").address().to_string() == "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf");
}

TEST_CASE("chain: signatures have the nonces of RFC 6979 for secp256k1") {
  // Vectors that Bitcoin's and Trezor's libraries share for this curve with SHA-256.
  struct Case {
    const char* key;
    const char* message;
    const char* r;
    const char* s;
  };
  const std::string one = std::string(63, '0') + "1";
  for (const Case& each :
       {Case{one.c_str(), "Satoshi Nakamoto", "0x934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8",
             "0x2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5"},
        Case{one.c_str(), "All those moments will be lost in time, like tears in rain. Time to die...",
             "0x8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b",
             "0x547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21"},
        Case{"fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", "Satoshi Nakamoto",
             "0xfd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d0",
             "0x6b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5"}}) {
    CAPTURE(each.message);
    const Signature signature = key_of(each.key).sign(sha256(each.message));
    CHECK(to_hex(signature.r) == each.r);
    CHECK(to_hex(signature.s) == each.s);
  }
}

TEST_CASE("chain: what is no key is refused without a word of it") {
  for (const std::string& wrong :
       {std::string(), std::string("0x"), std::string(64, '0'), std::string(kOrder), std::string(64, 'f'),
        std::string(63, '1'), std::string(66, '1'), std::string(63, '1') + "g"}) {
    CAPTURE(wrong);
    const auto key = PrivateKey::parse(Secret(wrong));
    REQUIRE_FALSE(key.has_value());
    CHECK(key.error().text() ==
          "no private key: it takes 64 hexadecimal digits, over zero and below the order of secp256k1");
  }
}

TEST_CASE("chain: a key that was moved from holds nothing and signs nothing") {
  alignas(PrivateKey) std::array<std::byte, sizeof(PrivateKey)> room{};
  auto* key = new (room.data()) PrivateKey(key_of(std::string(64, '1')));
  const Address address = key->address();
  const PrivateKey taken = std::move(*key);
  CHECK(taken.address() == address);
  CHECK_THROWS_AS(static_cast<void>(key->sign(Hash32{})), InvariantError);
  *key = key_of(std::string(64, '1'));
  CHECK(key->sign(Hash32{}) == taken.sign(Hash32{}));
  key->~PrivateKey();
  // 32 bytes of 0x11 in a row would be the key.
  std::size_t longest = 0;
  std::size_t row = 0;
  for (const std::byte byte : room) longest = std::max(longest, row = byte == std::byte{0x11} ? row + 1 : 0);
  CHECK(longest < 4);
}

TEST_CASE("chain: the signer is recovered, and never from the higher s") {
  const u256 order = number_of(from_hex(kOrder).value());
  for (std::uint64_t seed = 1; seed <= test::rounds(100); ++seed) {
    INFO("seed ", seed);
    test::RandomAbi random(seed);
    const PrivateKey key = PrivateKey::from_bytes(random.bytes(32)).value();
    const Hash32 hash = word_of(random.number(256));
    const Signature signature = key.sign(hash);
    CHECK(signature == key.sign(hash));
    CHECK(number_of(signature.s) <= order / 2);
    CHECK(recover(hash, signature).value() == key.address());
    Signature other = signature;
    other.y_parity = !signature.y_parity;
    CHECK(recover(hash, other).value() != key.address());
    other.s = word_of(u256(order - number_of(signature.s)));
    CHECK(recover(hash, other).error().text() == "the signature has the higher of its two s, which EIP-2 rules out");
  }
  CHECK_FALSE(recover(Hash32{}, Signature{}).has_value());
  CHECK(recover(Hash32{}, {word_of(order), word_of(1)}).error().text() ==
        "no signature: r or s is not below the order of secp256k1");
}

}  // namespace basis::chain
