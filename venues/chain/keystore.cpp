#include "venues/chain/keystore.hpp"

#include <cryptopp/scrypt.h>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <bit>
#include <boost/json/value.hpp>
#include <memory>

#include "core/base/json_reader.hpp"
#include "venues/chain/keccak.hpp"

namespace basis::chain {
namespace {

constexpr std::size_t kBlockSize = 16;  // of AES, and bytes of its key
constexpr std::uint64_t kKeyFileVersion = 3;

/// 32 bytes that are overwritten when they are left.
struct WipedBytes {
  Hash32 bytes{};
  WipedBytes() = default;
  ~WipedBytes() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
  WipedBytes(const WipedBytes&) = delete;
  WipedBytes& operator=(const WipedBytes&) = delete;
};

Error key_file_fault(std::string_view what) { return {ErrorKind::usage, fmt::format("key file: {}", what)}; }

Error key_file_range(std::string_view key, std::string_view value, std::string_view range) {
  return key_file_fault(fmt::format("{} is {}, it takes {}", key, value.substr(0, 60), range));
}

/// An object of the file; its fields are named by where they stand.
class KeyFilePart {
 public:
  KeyFilePart(const boost::json::object& object, std::string place) : object_(&object), place_(std::move(place)) {}

  [[nodiscard]] const boost::json::value* find(std::string_view key) const { return object_->if_contains(key); }
  [[nodiscard]] std::string name_of(std::string_view key) const { return place_ + std::string(key); }

  [[nodiscard]] Result<KeyFilePart> part(std::string_view key) const {
    const auto* value = find(key);
    if (value == nullptr || !value->is_object()) return missing(key, "an object");
    return KeyFilePart(value->get_object(), name_of(key) + ".");
  }
  [[nodiscard]] Result<std::string_view> text(std::string_view key) const {
    const auto* value = find(key);
    if (value == nullptr || !value->is_string()) return missing(key, "a text");
    return std::string_view(value->get_string());
  }
  /// A text that has to be `only`.
  [[nodiscard]] Result<void> word(std::string_view key, std::string_view only) const {
    BASIS_TRY(const std::string_view value, text(key));
    if (value != only) return key_file_range(name_of(key), fmt::format("'{}'", value), only);
    return ok();
  }
  [[nodiscard]] Result<std::uint64_t> number(std::string_view key, std::uint64_t least, std::uint64_t most) const {
    const auto* value = find(key);
    if (value == nullptr || !value->is_int64()) return missing(key, "a whole number");
    const std::int64_t number = value->get_int64();
    if (number < 0 || static_cast<std::uint64_t>(number) < least || static_cast<std::uint64_t>(number) > most)
      return key_file_range(name_of(key), std::to_string(number), fmt::format("{} to {}", least, most));
    return static_cast<std::uint64_t>(number);
  }
  [[nodiscard]] Result<Bytes> bytes(std::string_view key, std::size_t least, std::size_t most) const {
    BASIS_TRY(const std::string_view value, text(key));
    auto read = from_hex(value);
    if (!read || read.value().size() < least || read.value().size() > most)
      return key_file_fault(fmt::format("{} takes hexadecimal digits of {} bytes", name_of(key),
                                        least == most ? std::to_string(least) : fmt::format("{} to {}", least, most)));
    return read;
  }

 private:
  [[nodiscard]] Error missing(std::string_view key, std::string_view kind) const {
    return key_file_fault(fmt::format("{} is missing, it takes {}", name_of(key), kind));
  }

  const boost::json::object* object_;
  std::string place_;
};

constexpr std::size_t kMostSalt = 1024;  // bytes; files have 32

Result<void> derive_by_scrypt(const KeyFilePart& params, const Secret& password, WipedBytes& derived) {
  BASIS_TRY(const Bytes salt, params.bytes("salt", 1, kMostSalt));
  BASIS_TRY(const std::uint64_t n, params.number("n", 2, kMaximumScryptWork));
  BASIS_TRY(const std::uint64_t r, params.number("r", 1, kMaximumScryptWork));
  BASIS_TRY(const std::uint64_t p, params.number("p", 1, kMaximumScryptWork));
  if (!std::has_single_bit(n)) return key_file_range(params.name_of("n"), std::to_string(n), "a power of two");
  // None of the factors exceeds 2^24, so that two of them do not overflow.
  if (128 * n * r > kMaximumScryptMemory || n * r > kMaximumScryptWork / p)
    return key_file_fault(fmt::format("scrypt with n {}, r {} and p {} takes more than {} MiB or {} steps", n, r, p,
                                      kMaximumScryptMemory >> 20, kMaximumScryptWork));
  // Not OpenSSL, which holds n below 2^(16 r) as RFC 7914 does: the definition's own example has n 2^18 and r 1.
  const ByteView text = as_bytes(password.reveal());
  CryptoPP::Scrypt().DeriveKey(derived.bytes.data(), derived.bytes.size(), text.data(), text.size(), salt.data(),
                               salt.size(), n, r, p);
  return ok();
}

Result<void> derive_by_pbkdf2(const KeyFilePart& params, const Secret& password, WipedBytes& derived) {
  BASIS_TRY(params.word("prf", "hmac-sha256"));
  BASIS_TRY(const Bytes salt, params.bytes("salt", 1, kMostSalt));
  BASIS_TRY(const std::uint64_t rounds, params.number("c", 1, kMaximumPbkdf2Rounds));
  const std::string_view text = password.reveal();
  if (PKCS5_PBKDF2_HMAC(text.data(), static_cast<int>(text.size()), salt.data(), static_cast<int>(salt.size()),
                        static_cast<int>(rounds), EVP_sha256(), static_cast<int>(derived.bytes.size()),
                        derived.bytes.data()) != 1)
    return key_file_fault("PBKDF2 failed");
  return ok();
}

struct KeyDerivation {
  std::string_view name;
  Result<void> (*derive)(const KeyFilePart&, const Secret&, WipedBytes&);
};
constexpr KeyDerivation kKeyDerivations[] = {{"scrypt", derive_by_scrypt}, {"pbkdf2", derive_by_pbkdf2}};

Result<void> derive(const KeyFilePart& crypto, const Secret& password, WipedBytes& derived) {
  BASIS_TRY(const std::string_view name, crypto.text("kdf"));
  BASIS_TRY(const KeyFilePart params, crypto.part("kdfparams"));
  BASIS_TRY(params.number("dklen", derived.bytes.size(), derived.bytes.size()));
  for (const KeyDerivation& one : kKeyDerivations)
    if (name == one.name) return one.derive(params, password, derived);
  return key_file_range(crypto.name_of("kdf"), fmt::format("'{}'", name), "scrypt or pbkdf2");
}

/// Decrypts `in`, of as many bytes as `out`, with AES-128 in counter mode.
void decrypt(const std::uint8_t* key, const Bytes& counter, const Bytes& in, WipedBytes& out) {
  struct FreeCipher {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
  };
  const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> cipher(EVP_CIPHER_CTX_new());
  int size = 0;
  require(cipher && EVP_DecryptInit_ex(cipher.get(), EVP_aes_128_ctr(), nullptr, key, counter.data()) == 1 &&
              EVP_DecryptUpdate(cipher.get(), out.bytes.data(), &size, in.data(), static_cast<int>(in.size())) == 1,
          "OpenSSL has AES-128-CTR");
}

/// An address without "0x", as geth writes it; parity writes none.
Result<void> check_address(const KeyFilePart& file, const PrivateKey& key) {
  if (file.find("address") == nullptr) return ok();
  BASIS_TRY(const Bytes address, file.bytes("address", Address::kSize, Address::kSize));
  if (Address::from_bytes(address).value() != key.address())
    return key_file_range("address", to_hex(address), "that of the key, " + key.address().to_string());
  return ok();
}

}  // namespace

Result<PrivateKey> read_keystore(std::string_view json, const Secret& password) {
  auto document = parse_json(json);
  if (!document) return key_file_fault(document.error().text());
  if (!document.value().is_object()) return key_file_fault("no JSON object");
  const KeyFilePart file(document.value().get_object(), "");
  BASIS_TRY(file.number("version", kKeyFileVersion, kKeyFileVersion));
  // Older files of geth write it with a capital letter.
  BASIS_TRY(const KeyFilePart crypto, file.part(file.find("Crypto") != nullptr ? "Crypto" : "crypto"));
  BASIS_TRY(crypto.word("cipher", "aes-128-ctr"));
  BASIS_TRY(const KeyFilePart cipher, crypto.part("cipherparams"));
  BASIS_TRY(const Bytes counter, cipher.bytes("iv", kBlockSize, kBlockSize));
  BASIS_TRY(const Bytes encrypted, crypto.bytes("ciphertext", sizeof(Hash32), sizeof(Hash32)));
  BASIS_TRY(const Bytes mac, crypto.bytes("mac", sizeof(Hash32), sizeof(Hash32)));
  WipedBytes derived;
  BASIS_TRY(derive(crypto, password, derived));
  std::array<std::uint8_t, kBlockSize + sizeof(Hash32)> authenticated{};
  std::copy_n(derived.bytes.begin() + kBlockSize, kBlockSize, authenticated.begin());
  std::copy(encrypted.begin(), encrypted.end(), authenticated.begin() + kBlockSize);
  const Hash32 expected = keccak256(authenticated);
  OPENSSL_cleanse(authenticated.data(), authenticated.size());
  if (CRYPTO_memcmp(expected.data(), mac.data(), expected.size()) != 0)
    return key_file_fault("the password is wrong, or the file was changed");
  WipedBytes bytes;
  decrypt(derived.bytes.data(), counter, encrypted, bytes);
  auto key = PrivateKey::from_bytes(bytes.bytes);
  if (!key) return key_file_fault(key.error().text());
  BASIS_TRY(check_address(file, key.value()));
  return key;
}

}  // namespace basis::chain
