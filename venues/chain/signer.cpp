#include "venues/chain/signer.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <algorithm>
#include <memory>

#include "venues/chain/keccak.hpp"

namespace basis::chain {
namespace {

constexpr std::size_t kKeySize = 32;
constexpr std::size_t kPointSize = 65;  // uncompressed: a byte that says so, and both coordinates

struct DestroyContext {
  void operator()(secp256k1_context* context) const { secp256k1_context_destroy(context); }
};
using Context = std::unique_ptr<secp256k1_context, DestroyContext>;

/// One for all: using it changes nothing in it. It is blinded, which makes a signature's time and power tell less of
/// the key and changes no signature.
const secp256k1_context* curve() {
  static const Context kContext = [] {
    Context made(secp256k1_context_create(SECP256K1_CONTEXT_NONE));
    Hash32 seed{};
    require(RAND_bytes(seed.data(), static_cast<int>(seed.size())) == 1, "there are random bytes");
    require(secp256k1_context_randomize(made.get(), seed.data()) == 1, "the curve's context is blinded");
    OPENSSL_cleanse(seed.data(), seed.size());
    return made;
  }();
  return kContext.get();
}

/// The last 20 bytes of the hash of both coordinates.
Address address_of_point(const secp256k1_pubkey& point) {
  std::array<std::uint8_t, kPointSize> bytes{};
  std::size_t size = bytes.size();
  secp256k1_ec_pubkey_serialize(curve(), bytes.data(), &size, &point, SECP256K1_EC_UNCOMPRESSED);
  const Hash32 hash = keccak256(ByteView(bytes).subspan(1));
  return Address::from_bytes(ByteView(hash).last(Address::kSize)).value();
}

Error no_key() {
  return {ErrorKind::usage,
          "no private key: it takes 64 hexadecimal digits, over zero and below the order of secp256k1"};
}

}  // namespace

Result<PrivateKey> PrivateKey::parse(const Secret& text) {
  const std::string_view digits = without_prefix(text.reveal());
  Hash32 bytes{};
  if (digits.size() != 2 * bytes.size()) return no_key();
  auto key = read_hex(digits, bytes) == digits.size() ? from_bytes(bytes) : no_key();
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return key;
}

Result<PrivateKey> PrivateKey::from_bytes(ByteView bytes) {
  if (bytes.size() != kKeySize || secp256k1_ec_seckey_verify(curve(), bytes.data()) != 1) return no_key();
  PrivateKey key;
  std::copy(bytes.begin(), bytes.end(), key.bytes_.begin());
  secp256k1_pubkey point;
  require(secp256k1_ec_pubkey_create(curve(), &point, key.bytes_.data()) == 1, "a valid key has a point");
  key.address_ = address_of_point(point);
  return key;
}

PrivateKey::PrivateKey(PrivateKey&& other) noexcept : bytes_(other.bytes_), address_(other.address_) { other.wipe(); }

PrivateKey& PrivateKey::operator=(PrivateKey&& other) noexcept {
  if (this != &other) {
    bytes_ = other.bytes_;
    address_ = other.address_;
    other.wipe();
  }
  return *this;
}

void PrivateKey::wipe() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

Signature PrivateKey::sign(const Hash32& hash) const {
  secp256k1_ecdsa_recoverable_signature raw;
  require(secp256k1_ecdsa_sign_recoverable(curve(), &raw, hash.data(), bytes_.data(), secp256k1_nonce_function_rfc6979,
                                           nullptr) == 1,
          "the key signs");
  std::array<std::uint8_t, 64> both{};
  int recovery = 0;
  secp256k1_ecdsa_recoverable_signature_serialize_compact(curve(), both.data(), &recovery, &raw);
  // Two and three are points whose x exceeds the order: no signature in 2^127 has one, and Ethereum knows none.
  require(recovery < 2, "the nonce's point is in the order's range");
  Signature signature;
  std::copy_n(both.begin(), 32, signature.r.begin());
  std::copy_n(both.begin() + 32, 32, signature.s.begin());
  signature.y_parity = recovery == 1;
  return signature;
}

Result<Address> recover(const Hash32& hash, const Signature& signature) {
  std::array<std::uint8_t, 64> both{};
  std::copy(signature.r.begin(), signature.r.end(), both.begin());
  std::copy(signature.s.begin(), signature.s.end(), both.begin() + 32);
  secp256k1_ecdsa_recoverable_signature raw;
  secp256k1_ecdsa_signature plain;
  if (secp256k1_ecdsa_recoverable_signature_parse_compact(curve(), &raw, both.data(), signature.y_parity ? 1 : 0) !=
          1 ||
      secp256k1_ecdsa_signature_parse_compact(curve(), &plain, both.data()) != 1)
    return Error(ErrorKind::data, "no signature: r or s is not below the order of secp256k1");
  if (secp256k1_ecdsa_signature_normalize(curve(), nullptr, &plain) == 1)
    return Error(ErrorKind::data, "the signature has the higher of its two s, which EIP-2 rules out");
  secp256k1_pubkey point;
  if (secp256k1_ecdsa_recover(curve(), &point, &raw, hash.data()) != 1)
    return Error(ErrorKind::data, "the signature is of no account");
  return address_of_point(point);
}

}  // namespace basis::chain
