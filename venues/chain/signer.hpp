#pragma once

#include "core/config/secret.hpp"
#include "venues/chain/address.hpp"

namespace basis::chain {

/// An ECDSA signature on secp256k1 from which the signer is recovered.
struct Signature {
  Hash32 r{};
  Hash32 s{};
  bool y_parity = false;  ///< whether the y coordinate of the nonce's point is odd

  friend bool operator==(const Signature&, const Signature&) = default;
};

/// The private key of an account. Like `Secret` it can be moved but not copied, compared or printed, and its bytes are
/// overwritten when it is destroyed.
class PrivateKey {
 public:
  /// The key of 64 hexadecimal digits, with or without "0x". Errors (usage): anything else, zero, or a number that is
  /// not below the order of the curve; they say nothing of the text.
  static Result<PrivateKey> parse(const Secret& text);
  /// The key of 32 bytes, with the same errors.
  static Result<PrivateKey> from_bytes(ByteView bytes);

  ~PrivateKey() { wipe(); }
  PrivateKey(PrivateKey&& other) noexcept;
  PrivateKey& operator=(PrivateKey&& other) noexcept;
  PrivateKey(const PrivateKey&) = delete;
  PrivateKey& operator=(const PrivateKey&) = delete;

  /// The account of this key.
  [[nodiscard]] const Address& address() const { return address_; }
  /// The signature with the nonce of RFC 6979 and the lower of the two s (EIP-2): the same hash gives the same
  /// signature. A key that was moved from is a broken invariant. May be called from several threads at the same time.
  [[nodiscard]] Signature sign(const Hash32& hash) const;

 private:
  PrivateKey() = default;
  void wipe();

  Hash32 bytes_{};
  Address address_;
};

/// The account that signed `hash`. Errors (data): no signature of any account, or one with the higher s (EIP-2), which
/// a chain does not take.
Result<Address> recover(const Hash32& hash, const Signature& signature);

}  // namespace basis::chain
